import { format } from '@/lib/format';

type Quota = { files: number; bytes: number; maxFiles: number | undefined; maxBytes: number | undefined };

const ofAll = (used: string, most: string) => `${used} of ${most}`;

function usage({ files, bytes, maxFiles, maxBytes }: Quota): string {
  const parts = [
    maxFiles !== undefined && `${ofAll(format.number(files), format.number(maxFiles))} pictures`,
    maxBytes !== undefined && ofAll(format.bytes(bytes), format.bytes(maxBytes)),
  ];
  return parts.filter(Boolean).join(', ');
}

export const uploads = {
  used: (quota: Quota) => `Uploaded: ${usage(quota)}.`,
  full: (quota: Quota) => `There is no room for more uploads: ${usage(quota)}. To delete some, open the studio and choose “From library”, then “Uploaded”.`,
};
