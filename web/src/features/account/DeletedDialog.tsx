import { buttonClass } from '@/components/button-class';
import { Dialog } from '@/components/Dialog';
import { securityTexts as texts } from '@/texts';

/** Confirms the deletion, and links to the start page. */
export default function DeletedDialog() {
  return (
    <Dialog open backCloses={false} title={texts.deletedTitle} onClose={() => location.assign('/')}>
      <p className="text-muted-foreground">{texts.deleted}</p>
      <a href="/" className={`${buttonClass({ look: 'primary' })} justify-self-end`}>
        {texts.toStart}
      </a>
    </Dialog>
  );
}
