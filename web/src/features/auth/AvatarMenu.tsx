import { Avatar } from '@/components/Avatar';
import { Popover } from '@/components/Popover';
import { type User, signOut } from '@/lib/session';
import { common } from '@/texts';

type Props = {
  user: User;
  name: string | null;
  avatarUrl: string | null;
  /** While the profile is loading, no initial is shown. */
  loading: boolean;
};

export function AvatarMenu({ user, name, avatarUrl, loading }: Props) {
  return (
    <Popover
      id="account"
      label={common.accountMenu}
      trigger={<Avatar name={loading ? '' : (name ?? user.email)} url={avatarUrl} className="size-9 text-sm" />}
      triggerClass="grid size-11 place-items-center rounded-full transition hover:brightness-110 sm:size-10"
      className="w-64"
    >
      <div className="border-border grid gap-0.5 border-b px-3 pt-2 pb-3 text-sm">
        {name && <p dir="auto" className="truncate text-start font-semibold">{name}</p>}
        <p className="text-muted-foreground truncate" title={user.email}>
          <span className="sr-only">{`${common.signedInAs} `}</span>
          <span>{user.email}</span>
        </p>
      </div>
      <a
        href="/account"
        className="hover:bg-muted mt-1 flex min-h-11 w-full items-center gap-3 rounded-md px-3 text-sm font-medium"
      >
        <span aria-hidden="true" className="icon-[lucide--user-round] size-4" />
        <span>{common.account}</span>
      </a>
      <button
        type="button"
        onClick={() => void signOut()}
        className="hover:bg-muted flex min-h-11 w-full items-center gap-3 rounded-md px-3 text-left text-sm font-medium"
      >
        <span aria-hidden="true" className="icon-[lucide--log-out] size-4" />
        <span>{common.signOut}</span>
      </button>
    </Popover>
  );
}
