import { type PictureReason, UnusablePicture } from './unusable-picture';

const MAX_PIXELS = 120_000_000;
/** The brands of HEIC, in the header of an ISO media file. */
const HEIC = /^ftyp(hei[cmsx]|hev[cmx]|mif1|msf1)/;

/**
 * The picture in a file. The declared type is ignored: a picture is what the browser can decode. An `<img>` runs no scripts of an
 * SVG, and knows the size before it decodes the picture.
 * @throws {UnusablePicture}
 */
export async function readPicture(file: Blob, maxBytes: number): Promise<HTMLImageElement> {
  if (file.size > maxBytes) throw new UnusablePicture('tooLarge');
  const picture = new Image();
  const url = URL.createObjectURL(file);
  picture.src = url;
  try {
    await loaded(picture);
    if (picture.naturalWidth * picture.naturalHeight > MAX_PIXELS) throw new UnusablePicture('tooManyPixels');
    if (picture.naturalWidth === 0) throw new Error('a picture without a size');
    await picture.decode();
  } catch (caught) {
    throw caught instanceof UnusablePicture ? caught : new UnusablePicture(await pictureReason(file));
  } finally {
    // The decoded picture stays in memory.
    URL.revokeObjectURL(url);
  }
  return picture;
}

function loaded(picture: HTMLImageElement): Promise<void> {
  return new Promise((resolve, reject) => {
    picture.addEventListener('load', () => resolve());
    picture.addEventListener('error', () => reject(new Error('not a picture')));
  });
}

async function pictureReason(file: Blob): Promise<PictureReason> {
  const start = new DataView(await file.slice(0, 24).arrayBuffer().catch(() => new ArrayBuffer(0)));
  const letters = String.fromCodePoint(...new Uint8Array(start.buffer));
  if (HEIC.test(letters.slice(4))) return 'heic';
  // A browser reports a far too large picture like a damaged one.
  const png = letters.slice(12, 16) === 'IHDR' && start.byteLength === 24;
  if (png && start.getUint32(16) * start.getUint32(20) > MAX_PIXELS) return 'tooManyPixels';
  return file.type.startsWith('image/') ? 'unreadable' : 'wrongType';
}

/** A white canvas, because JPEG has no transparency. @throws {UnusablePicture} */
export function whiteCanvas(width: number, height: number): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new UnusablePicture('unreadable');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  return { canvas, context };
}

/** @throws {UnusablePicture} also if the browser does not allow reading a canvas that an SVG was drawn on */
export async function toJpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality)).catch(() => null);
  if (!blob) throw new UnusablePicture('unreadable');
  return blob;
}
