import { useState } from 'react';

import { Button } from '@/components/Button';
import { ended as texts } from '@/texts';

/** Asks the browser to allow notifications, for the end of a generation. Hidden once the user has decided. */
export function NotifyButton() {
  const [undecided, setUndecided] = useState('Notification' in window && Notification.permission === 'default');
  if (!undecided) return null;
  return (
    <Button
      look="ghost"
      size="small"
      className="text-muted-foreground"
      onClick={() => void Notification.requestPermission().then((answer) => setUndecided(answer === 'default'))}
    >
      <span aria-hidden="true" className="icon-[lucide--bell] size-4" />
      <span>{texts.ask}</span>
    </Button>
  );
}
