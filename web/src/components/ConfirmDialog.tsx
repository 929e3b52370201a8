import { Button } from './Button';
import { Dialog } from './Dialog';

type Props = {
  open: boolean;
  title: string;
  text: string;
  confirm: string;
  cancel: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before an action that cannot be undone. `confirm` and `cancel` are the texts of the buttons. */
export function ConfirmDialog({ open, title, text, confirm, cancel, busy = false, onConfirm, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <p className="text-muted-foreground text-balance">{text}</p>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{cancel}</Button>
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was just opened: Enter confirms */}
        <Button look="danger" autoFocus busy={busy} onClick={onConfirm}>
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
