import { useState } from 'react';

import { webAddress } from '@/lib/web-address';

type Props = {
  name: string;
  url: string | null;
  /** Size of the picture and of the initial. */
  className: string;
};

/** The user's picture; their initial if there is none or it cannot be loaded. */
export function Avatar({ name, url, className }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  const address = webAddress(url);
  if (address && url !== broken) {
    return <img src={address} alt="" className={`rounded-full object-cover ${className}`} onError={() => setBroken(url)} />;
  }
  return (
    <span aria-hidden="true" className={`vivid grid place-items-center rounded-full font-semibold uppercase ${className}`}>
      {[...name][0]}
    </span>
  );
}
