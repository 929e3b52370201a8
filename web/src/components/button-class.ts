export type ButtonLook = {
  look?: 'vivid' | 'primary' | 'plain' | 'ghost' | 'danger' | undefined;
  size?: 'normal' | 'small' | 'large' | 'icon' | undefined;
};

const BASE =
  'inline-flex items-center justify-center gap-2 font-medium whitespace-nowrap select-none [&>span]:shrink-0 transition duration-150 ' +
  'active:scale-[0.98] disabled:opacity-55 disabled:active:scale-100 aria-disabled:opacity-75 aria-disabled:cursor-progress';

const LOOKS = {
  vivid: 'vivid shadow-lg shadow-primary/25 hover:brightness-110 hover:shadow-primary/35',
  primary: 'bg-primary text-primary-foreground hover:brightness-110',
  plain: 'bg-field border border-border hover:border-edge hover:bg-muted',
  ghost: 'hover:bg-muted',
  danger: 'bg-destructive text-destructive-foreground hover:brightness-110',
};

const SIZES = {
  normal: 'min-h-11 px-4 rounded-md text-[0.9375rem]',
  small: 'min-h-11 px-3 rounded-md text-sm sm:min-h-9',
  large: 'min-h-13 px-6 rounded-lg text-base',
  icon: 'size-11 rounded-full sm:size-10 shrink-0',
};

/** The classes of a button, for links that look like one and for pages without islands. */
export function buttonClass({ look = 'plain', size = 'normal' }: ButtonLook): string {
  return `${BASE} ${LOOKS[look]} ${SIZES[size]}`;
}
