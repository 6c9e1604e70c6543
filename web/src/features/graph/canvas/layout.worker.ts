import { type LayoutOrder, settle } from "./settle";

/** How the layout stands. */
export interface LayoutNews {
  places: Float32Array<ArrayBuffer>;
  done: boolean;
}

self.onmessage = ({ data }: MessageEvent<LayoutOrder>) => {
  settle(data, (places, done) => {
    const news: LayoutNews = { places: new Float32Array(places), done };
    self.postMessage(news, { transfer: [news.places.buffer] });
  });
};
