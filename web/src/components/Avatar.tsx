import { useState } from 'react';

type Props = {
  name: string;
  url: string | null;
  /** Its size, and that of the letter. */
  className: string;
};

/** A person's picture, or the first letter of the name where there is none or it cannot be shown. */
export function Avatar({ name, url, className }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  if (url && url !== broken) {
    return <img src={url} alt="" className={`rounded-full object-cover ${className}`} onError={() => setBroken(url)} />;
  }
  return (
    <span aria-hidden="true" className={`vivid grid place-items-center rounded-full font-semibold uppercase ${className}`}>
      {[...name][0]}
    </span>
  );
}
