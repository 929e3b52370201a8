import { AuthProblem } from './api';

type Options = {
  sitekey: string;
  callback: (token: string) => void;
  'error-callback': () => void;
  'expired-callback': () => void;
  'chalexpired-callback': () => void;
  'close-callback': () => void;
  'timeout-callback': () => void;
  execution?: 'execute';
  appearance?: 'interaction-only';
  size?: 'invisible' | 'flexible';
};
/** The part of the API that Turnstile and hCaptcha share. */
type Vendor = {
  render: (place: HTMLElement, options: Options) => string;
  execute: (widget: string | HTMLElement) => unknown;
  remove: (widget: string) => void;
};

const LOOKS = {
  turnstile: { execution: 'execute', appearance: 'interaction-only', size: 'flexible' },
  hcaptcha: { size: 'invisible' },
} as const;

let loading: Promise<Vendor> | undefined;

/**
 * A single-use token that proves that a person sent the form. The vendor may show a challenge in `place`.
 * @throws {AuthProblem} if there is no token
 */
export async function solve(place: HTMLElement): Promise<string> {
  const { vendor: name, siteKey, script } = place.dataset as { vendor: keyof typeof LOOKS; siteKey: string; script: string };
  loading ??= load(name, script);
  const vendor = await loading.catch((): never => {
    loading = undefined;
    throw new AuthProblem('captcha_blocked');
  });
  const box = document.createElement('div');
  place.append(box);
  let widget: string | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const fail = () => reject(new AuthProblem('captcha_failed'));
      widget = vendor.render(box, {
        sitekey: siteKey,
        callback: resolve,
        'error-callback': fail,
        'expired-callback': fail,
        'chalexpired-callback': fail,
        'close-callback': fail,
        'timeout-callback': fail,
        ...LOOKS[name],
      });
      vendor.execute(name === 'turnstile' ? box : widget);
    });
  } finally {
    if (widget !== undefined) vendor.remove(widget);
    box.remove();
  }
}

function load(name: string, src: string): Promise<Vendor> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.addEventListener('load', () => {
      const vendor: unknown = Reflect.get(window, name);
      if (vendor) resolve(vendor as Vendor);
      else reject(new Error(`${src} brings no ${name}.`));
    });
    script.addEventListener('error', () => {
      script.remove();
      reject(new Error(`${src} did not load.`));
    });
    document.head.append(script);
  });
}
