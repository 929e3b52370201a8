const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
const FILE_BYTES = 50_000_000;
const EDGE_PX = 1920;
const SCALED_BYTES = 950_000;
const QUALITIES = [0.9, 0.8, 0.7, 0.55];

export const ACCEPT = TYPES.join(',');

/** Why a file cannot be used; the message names a text of `image`. */
export class UnusableImage extends Error {
  constructor(readonly reason: 'wrongType' | 'tooLarge' | 'unreadable') {
    super(reason);
  }
}

/**
 * A JPEG of the picture with edges of at most 1920 px and at most 0.95 MB. Drawn anew, it carries neither place nor
 * camera of the original.
 * @throws {UnusableImage}
 */
export async function scaleDown(file: Blob): Promise<Blob> {
  if (!TYPES.includes(file.type)) throw new UnusableImage('wrongType');
  if (file.size > FILE_BYTES) throw new UnusableImage('tooLarge');
  const picture = await createImageBitmap(file).catch(() => {
    throw new UnusableImage('unreadable');
  });
  for (let edge = Math.min(EDGE_PX, Math.max(picture.width, picture.height)); edge >= 1; edge = Math.floor(edge * 0.8)) {
    const canvas = draw(picture, edge);
    for (const quality of QUALITIES) {
      const blob = await toJpeg(canvas, quality);
      if (blob.size <= SCALED_BYTES) return blob;
    }
  }
  throw new UnusableImage('tooLarge');
}

function draw(picture: ImageBitmap, edge: number): HTMLCanvasElement {
  const scale = edge / Math.max(picture.width, picture.height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new UnusableImage('unreadable');
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function toJpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new UnusableImage('unreadable'))), 'image/jpeg', quality);
  });
}
