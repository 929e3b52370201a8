import { useState } from 'react';

import { Button } from '@/components/Button';
import { Form } from '@/components/Form';
import { Notice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { type Check, useForm } from '@/lib/form';
import { REFUSED_BY_CHECK, tidyName } from '@/lib/names';
import type { Profile } from '@/lib/profile';
import type { User } from '@/lib/session';
import { toast } from '@/lib/toasts';
import { fieldsOf } from '@/lib/unknown';
import { account, common, profileTexts as texts } from '@/texts';

import { AvatarField } from './AvatarField';
import { saveProfile } from './profile-api';
import { Section } from './Section';

const NAME_LENGTH = 100;

const checkName: Check = (value) => {
  const name = tidyName(value);
  if (!name) return texts.nameMissing;
  return [...name].length > NAME_LENGTH ? texts.nameTooLong : undefined;
};

/** Name and picture. */
export function ProfileForm({ user, profile }: { user: User; profile: Profile }) {
  const [failed, setFailed] = useState(false);
  const { form, busy, field, fail, values, submit } = useForm(
    { 'full-name': profile.full_name ?? '' },
    { 'full-name': checkName },
  );
  const changed = tidyName(values['full-name']) !== (profile.full_name ?? '');
  const onSubmit = submit(async (typed) => {
    setFailed(false);
    await saveProfile(user.id, { full_name: tidyName(typed['full-name']) }).then(
      () => toast(texts.saved, 'good'),
      (error) => (fieldsOf(error)['code'] === REFUSED_BY_CHECK ? fail('full-name', common.nameInvisible) : setFailed(true)),
    );
  });
  return (
    <Section id="profile" title={account.sections.profile} lead={texts.lead}>
      <div className="grid items-start gap-6 xl:grid-cols-[18rem_minmax(0,1fr)] xl:gap-10">
        <AvatarField userId={user.id} name={profile.full_name ?? user.email} url={profile.avatar_url} />
        <Form elementRef={form} onSubmit={onSubmit} className="grid gap-4">
          {failed && <Notice tone="bad">{texts.saveFailed}</Notice>}
          <TextField {...field('full-name')} label={texts.name} name="full-name" autoComplete="name" required />
          <TextField
            id="email"
            label={texts.email}
            hint={texts.emailHint}
            value={user.email}
            readOnly
            className="text-muted-foreground border-dashed bg-transparent! shadow-none"
            onChange={() => undefined}
          />
          <Button look="primary" type="submit" busy={busy} disabled={!changed} className="justify-self-start">
            {texts.save}
          </Button>
        </Form>
      </div>
    </Section>
  );
}
