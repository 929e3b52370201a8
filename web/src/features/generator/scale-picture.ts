import { readPicture, toJpeg, whiteCanvas } from '@/lib/picture';
import { UnusablePicture } from '@/lib/unusable-picture';

const EDGE_PX = 1920;
const SCALED_BYTES = 950_000;
const QUALITIES = [0.9, 0.8, 0.7, 0.55];

/**
 * A JPEG of the picture with edges of at most 1920 px and at most 0.95 MB. Drawing it again removes the metadata (place, camera)
 * of the original.
 * @throws {UnusablePicture}
 */
export async function scaleDown(file: Blob, maxBytes: number): Promise<Blob> {
  const picture = await readPicture(file, maxBytes);
  const largest = Math.min(EDGE_PX, Math.max(picture.naturalWidth, picture.naturalHeight));
  for (let edge = largest; edge >= 1; edge = Math.floor(edge * 0.8)) {
    const canvas = draw(picture, edge);
    for (const quality of QUALITIES) {
      const blob = await toJpeg(canvas, quality);
      if (blob.size <= SCALED_BYTES) return blob;
    }
  }
  throw new UnusablePicture('tooManyPixels');
}

function draw(picture: HTMLImageElement, edge: number): HTMLCanvasElement {
  const { naturalWidth, naturalHeight } = picture;
  const scale = edge / Math.max(naturalWidth, naturalHeight);
  const width = Math.max(1, Math.round(naturalWidth * scale));
  const height = Math.max(1, Math.round(naturalHeight * scale));
  const { canvas, context } = whiteCanvas(width, height);
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}
