import { format } from '@/lib/format';
import type * as en from '../en/uploads';

type Quota = Parameters<typeof en.uploads.used>[0];

const ofAll = (used: string, most: string) => `${used} von ${most}`;

function usage({ files, bytes, maxFiles, maxBytes }: Quota): string {
  const parts = [
    maxFiles !== undefined && `${ofAll(format.number(files), format.number(maxFiles))} Bildern`,
    maxBytes !== undefined && ofAll(format.bytes(bytes), format.bytes(maxBytes)),
  ];
  return parts.filter(Boolean).join(', ');
}

export const uploads: typeof en.uploads = {
  used: (quota) => `Hochgeladen: ${usage(quota)}.`,
  full: (quota) => `Für weitere Uploads ist kein Platz: ${usage(quota)}. Lösche welche im Studio: Aus der Bibliothek, Hochgeladen.`,
};
