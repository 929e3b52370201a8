import { readPicture, toJpeg, whiteCanvas } from '@/lib/picture';

const EDGE_PX = 384;
const QUALITY = 0.88;

/**
 * The middle of a picture as a JPEG of 384 × 384 px. Drawing it again removes the metadata (place, camera) of the original.
 * @throws {UnusablePicture}
 */
export async function cutSquare(file: Blob, maxBytes: number): Promise<Blob> {
  const picture = await readPicture(file, maxBytes);
  const { naturalWidth, naturalHeight } = picture;
  const side = Math.min(naturalWidth, naturalHeight);
  const { canvas, context } = whiteCanvas(EDGE_PX, EDGE_PX);
  context.drawImage(picture, (naturalWidth - side) / 2, (naturalHeight - side) / 2, side, side, 0, 0, EDGE_PX, EDGE_PX);
  return toJpeg(canvas, QUALITY);
}
