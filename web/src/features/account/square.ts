import { NoPicture, TYPES } from './picture';

const FILE_BYTES = 20_000_000;
const EDGE_PX = 384;
const QUALITY = 0.88;

/**
 * The middle of a picture as a JPEG of 384 × 384 px. Drawn anew, it carries neither place nor camera of the original.
 * @throws {NoPicture}
 */
export async function cutSquare(file: Blob): Promise<Blob> {
  if (!TYPES.includes(file.type)) throw new NoPicture('wrongType');
  if (file.size > FILE_BYTES) throw new NoPicture('tooLarge');
  const picture = await createImageBitmap(file).catch(() => {
    throw new NoPicture('wrongType');
  });
  const side = Math.min(picture.width, picture.height);
  const canvas = document.createElement('canvas');
  canvas.width = EDGE_PX;
  canvas.height = EDGE_PX;
  const context = canvas.getContext('2d');
  if (!context) throw new NoPicture('wrongType');
  context.fillStyle = 'white';
  context.fillRect(0, 0, EDGE_PX, EDGE_PX);
  context.imageSmoothingQuality = 'high';
  const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
  context.drawImage(picture, left, top, side, side, 0, 0, EDGE_PX, EDGE_PX);
  return toJpeg(canvas);
}

function toJpeg(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new NoPicture('wrongType'))), 'image/jpeg', QUALITY);
  });
}
