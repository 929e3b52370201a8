import type * as en from '../en/pictures';

export const pictures: typeof en.pictures = {
  wrongType: 'Das ist kein Bild, das dein Browser lesen kann. JPEG, PNG und WebP gehen immer.',
  heic: 'Dein Browser kann keine HEIC-Bilder lesen. Speichere es als JPEG und wähle diese Datei. (iPhone: Einstellungen › Kamera › Formate › Maximale Kompatibilität.)',
  tooLarge: (megabytes) => `Diese Datei ist größer als ${megabytes} MB.`,
  tooManyPixels: 'Dieses Bild hat mehr als 120 Millionen Pixel. Verkleinere es und wähle es noch einmal.',
  unreadable: 'Dein Browser kann dieses Bild nicht lesen. Vielleicht ist es beschädigt oder von unbekannter Art. JPEG, PNG und WebP gehen immer.',
};
