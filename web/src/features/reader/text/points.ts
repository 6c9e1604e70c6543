const STEP = 1024;

/**
 * A text whose characters are counted as the server counts them: in Unicode code points.
 * JavaScript counts UTF-16 units, of which an emoji has two.
 */
export class Points {
  readonly text: string;
  /** In code points. */
  readonly length: number;
  /** The UTF-16 index of each 1024th code point; none where both ways of counting agree. */
  readonly #marks: Uint32Array | undefined;

  constructor(text: string) {
    this.text = text;
    if (!/[\ud800-\udfff]/.test(text)) {
      this.length = text.length;
      return;
    }
    const marks: number[] = [];
    let points = 0;
    for (let index = 0; index < text.length; index += widthAt(text, index), points += 1) {
      if (points % STEP === 0) marks.push(index);
    }
    this.#marks = Uint32Array.from(marks);
    this.length = points;
  }

  /** The UTF-16 index of a code point; of one outside of the text, that of its nearer end. */
  index(point: number): number {
    if (point >= this.length) return this.text.length;
    if (point <= 0) return 0;
    if (this.#marks === undefined) return point;
    let index = this.#marks[Math.floor(point / STEP)] ?? 0;
    for (let left = point % STEP; left > 0; left -= 1) index += widthAt(this.text, index);
    return index;
  }

  slice(start: number, end: number): string {
    return this.text.slice(this.index(start), this.index(end));
  }

  /** The code points of UTF-16 indexes, which are in order. */
  points(indexes: readonly number[]): number[] {
    if (this.#marks === undefined) return [...indexes];
    let [index, point] = [0, 0];
    return indexes.map((wanted) => {
      for (; index < wanted; point += 1) index += widthAt(this.text, index);
      return point;
    });
  }
}

function widthAt(text: string, index: number): 1 | 2 {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}
