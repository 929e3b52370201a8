import { lazy, Suspense, useState } from 'react';

import { Notice } from '@/components/Notice';
import { useSearchParams } from '@/lib/search-params';
import { common, login } from '@/texts';

import { AuthHeading } from './AuthHeading';
import { KeptPrompt } from './KeptPrompt';
import { LoginByPassword } from './LoginByPassword';
import { OAuthProviders } from './OAuthProviders';
import { LoginSignupLink } from './LoginSignupLink';

const LoginByLink = lazy(() => import('./LoginByLink'));

export function LoginForm() {
  const [byLink, setByLink] = useState(false);
  const [switched, setSwitched] = useState(false);
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const notice = useSearchParams()?.get('notice');
  const shared = { email, onEmail: setEmail, onSwitch: switchWay };

  function switchWay() {
    setSwitched(true);
    setByLink(!byLink);
  }

  return (
    <div className="grid gap-6">
      {!sent && (
        <AuthHeading
          title={byLink ? login.linkTitle : login.title}
          lead={byLink ? login.linkLead : login.lead}
          takesFocus={switched}
        />
      )}
      {!sent && <KeptPrompt />}
      {notice === 'session_ended' && !sent && <Notice>{login.sessionEnded}</Notice>}
      {notice === 'suspended' && !sent && <Notice tone="bad">{login.suspended}</Notice>}
      {byLink ? (
        <Suspense>
          <LoginByLink {...shared} onSent={setSent} />
        </Suspense>
      ) : (
        <LoginByPassword {...shared} />
      )}
      {!sent && (
        <>
          <OAuthProviders />
          <LoginSignupLink question={login.noAccount} answer={common.signup} path="/signup" />
        </>
      )}
    </div>
  );
}
