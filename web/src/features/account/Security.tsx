import type { Elements } from '@/components/elements';

import type { User } from '@/lib/session';
import { account, changeEmail, securityTexts as texts } from '@/texts';

import { DeleteAccount } from './DeleteAccount';
import { ExportData } from './ExportData';
import { Part, Section } from './Section';
import { SignOutEverywhere } from './SignOutEverywhere';

type Props = {
  user: User;
  balance: number;
  email: Elements;
  password: Elements;
  onDeleted: () => void;
};

/** Email address, password, sessions, export, deletion. */
export function Security({ email, password, ...deletion }: Props) {
  return (
    <Section id="security" title={account.sections.security} lead={texts.lead}>
      <Part id="email-part" title={changeEmail.title} lead={changeEmail.lead(deletion.user.email)}>
        {email}
      </Part>
      <Part id="password-part" title={texts.password}>
        {password}
      </Part>
      <Part id="sessions" title={texts.everywhere} lead={texts.everywhereLead} aside={<SignOutEverywhere />} />
      <Part id="export" title={texts.export} lead={texts.exportLead} aside={<ExportData />} />
      <Part
        id="delete"
        title={texts.delete}
        lead={texts.deleteLead}
        aside={<DeleteAccount {...deletion} />}
      />
    </Section>
  );
}

/** Shown until the section is scrolled into view. */
export function SecuritySkeleton() {
  return (
    <Section id="security" title={account.sections.security} lead={texts.lead}>
      <div aria-hidden="true" className="grid gap-6">
        {[changeEmail.title, texts.password, texts.everywhere, texts.export, texts.delete].map((part) => (
          <span key={part} className="skeleton h-16 w-full" />
        ))}
      </div>
    </Section>
  );
}
