import { HOME } from '@/lib/paths';
import { useSearchParams } from '@/lib/search-params';
import { isVisible } from '@/lib/visible';
import { destination } from '@/lib/visitor';
import { auth } from '@/texts';

const BEGINNING = 60;

/** Says that the prompt of the chosen example is kept. `kept-prompt.js` shows it before the hydration, so that nothing moves. */
export function KeptPrompt() {
  const hydrated = useSearchParams() !== undefined;
  const prompt = hydrated ? keptPrompt() : '';
  if (hydrated && !prompt) return null;
  return (
    <p className="hidden gap-0.5 text-sm in-data-kept:grid">
      <span className="font-medium">{auth.promptKept}</span>
      <span className="text-muted-foreground min-h-5 truncate">{prompt && auth.quoted(beginning(prompt))}</span>
    </p>
  );
}

/** The prompt with which the page after the sign-in opens. */
function keptPrompt(): string {
  const { pathname, searchParams } = new URL(destination(), location.origin);
  const prompt = searchParams.get('example') ?? '';
  return pathname === HOME && isVisible(prompt) ? prompt.trim() : '';
}

/** Anybody can write a link with a prompt: show only its beginning, and whole characters. */
function beginning(prompt: string): string {
  const characters = [...prompt];
  return characters.length > BEGINNING ? `${characters.slice(0, BEGINNING).join('').trimEnd()}…` : prompt;
}
