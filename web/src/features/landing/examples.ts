import aurora from '@/assets/example-aurora.webp';
import city from '@/assets/example-city.webp';
import dunes from '@/assets/example-dunes.webp';
import lavender from '@/assets/example-lavender.webp';
import lighthouse from '@/assets/example-lighthouse.webp';
import silk from '@/assets/example-silk.webp';
import { signupPath } from '@/lib/paths';
import { landing } from '@/texts';

const pictures = { lighthouse, city, aurora, lavender, dunes, silk };
const MODEL = 'krea-flux';

/** Pictures that were made with their prompts. `href` opens the dashboard with the form filled in, `signupHref` after the sign-up. */
export const examples = (Object.keys(pictures) as (keyof typeof pictures)[]).map((name) => {
  const prompt = landing.examples[name];
  const href = `/dashboard?${new URLSearchParams({ example: prompt, example_model: MODEL })}`;
  return { src: pictures[name], prompt, href, signupHref: signupPath(href) };
});
