import type { FileView } from "@/api/generated";

import { sendFile } from "./send";

const AT_ONCE = 3;

export type UploadState = "waiting" | "sending" | "done" | "failed" | "cancelled";

/** One file on its way to a project. */
export interface Upload {
  readonly id: number;
  readonly projectId: string;
  readonly name: string;
  readonly size: number;
  readonly state: UploadState;
  readonly sentBytes: number;
  /** Why it failed. */
  readonly error: unknown;
  /** What it became. */
  readonly stored: FileView | null;
}

type Send = typeof sendFile;

/** The files on their way, some at a time. It lives as long as the tab: going to another page stops
 * nothing. */
export class Uploads {
  readonly #send: Send;
  readonly #files = new Map<number, { file: File; cancel: AbortController }>();
  readonly #listeners = new Set<() => void>();
  #uploads: readonly Upload[] = [];
  #next = 0;

  constructor(send: Send = sendFile) {
    this.#send = send;
  }

  /** Called after files were stored, with their project. */
  onStored: (projectId: string) => void = () => undefined;

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** The same array until something changes. */
  readonly all = () => this.#uploads;

  get busy(): boolean {
    return this.#uploads.some(({ state }) => state === "waiting" || state === "sending");
  }

  add(projectId: string, files: readonly { file: File; name: string }[]): void {
    const added = files.map(({ file, name }): Upload => {
      const id = this.#next++;
      this.#files.set(id, { file, cancel: new AbortController() });
      return {
        id,
        projectId,
        name,
        size: file.size,
        state: "waiting",
        sentBytes: 0,
        error: null,
        stored: null,
      };
    });
    this.#set([...this.#uploads, ...added]);
    this.#go();
  }

  cancel(id: number): void {
    this.#change(id, { state: "cancelled" });
    this.#files.get(id)?.cancel.abort(new DOMException("cancelled", "AbortError"));
  }

  retry(id: number): void {
    const held = this.#files.get(id);
    if (held === undefined) return;
    held.cancel = new AbortController();
    this.#change(id, { state: "waiting", sentBytes: 0, error: null });
    this.#go();
  }

  /** Takes away what has ended, of one project. */
  clear(projectId: string): void {
    const stays = (each: Upload) =>
      each.projectId !== projectId || each.state === "waiting" || each.state === "sending";
    for (const each of this.#uploads) if (!stays(each)) this.#files.delete(each.id);
    this.#set(this.#uploads.filter(stays));
  }

  #go(): void {
    const sending = this.#uploads.filter(({ state }) => state === "sending").length;
    const waiting = this.#uploads.filter(({ state }) => state === "waiting");
    for (const upload of waiting.slice(0, AT_ONCE - sending)) void this.#run(upload);
  }

  async #run({ id, projectId, name }: Upload): Promise<void> {
    const held = this.#files.get(id);
    if (held === undefined) return;
    this.#change(id, { state: "sending" });
    const tell = (sentBytes: number) => this.#change(id, { sentBytes });
    try {
      const { files } = await this.#send(projectId, held.file, name, tell, held.cancel.signal);
      this.#change(id, { state: "done", stored: files[0] ?? null });
      this.onStored(projectId);
    } catch (error) {
      if (!held.cancel.signal.aborted) this.#change(id, { state: "failed", error });
    }
    this.#go();
  }

  #change(id: number, change: Partial<Upload>): void {
    this.#set(this.#uploads.map((each) => (each.id === id ? { ...each, ...change } : each)));
  }

  #set(uploads: readonly Upload[]): void {
    this.#uploads = uploads;
    for (const listener of this.#listeners) listener();
  }
}
