import { site } from '@/site';

/** Placeholders for terms and privacy, which the owner of the product must write; they list what belongs there. */
export const legal = {
  placeholderTitle: 'This is a placeholder',
  placeholder: 'It is not a contract, nor legal advice. The operator of this site must write this page before selling anything.',
};

export const terms = {
  title: 'Terms',
  description: `The terms under which you may use ${site.name}. This page is a placeholder until its owner has written it.`,
  heading: 'Terms of service',
  parts: [
    { title: 'Who we are', text: 'To be written: the name and address of the company, and how to reach it.' },
    { title: 'What we offer', text: 'To be written: what the service does, for whom, and what it does not promise.' },
    { title: 'Your account', text: 'To be written: who may have one, and what happens when somebody breaks the rules.' },
    {
      title: 'Credits, plans and payment',
      text: 'To be written: prices and taxes, renewal, cancelling and refunds. As the product is built, monthly credits are reset each month, purchased credits never expire, and a generation that fails or is cancelled is refunded. Refunded monthly credits belong to the month that they were taken from. They expire with it, even if the generation ends later.',
    },
    { title: 'What you make', text: 'To be written: who owns inputs and results, and what must not be made.' },
    { title: 'Liability and law', text: 'To be written: for what the company answers, and which law applies.' },
  ],
};

export const privacy = {
  title: 'Privacy',
  description: `What ${site.name} knows about you, and why. This page is a placeholder until its owner has written it.`,
  heading: 'Privacy policy',
  parts: [
    { title: 'Who is responsible', text: 'To be written: the name and address of the company, and whom to ask about data.' },
    {
      title: 'What is kept',
      text: 'As the product is built: your email address and name, a picture of you if you add one, what you put in and what came out, your credits and what they were spent on, and your plan. When you delete your account, this stays: a code made from your email address, from when your free months are counted, how many free credits were left or owed this month, whether you had a trial, which of your payments were refunded or disputed, and for 18 months which of them bought credits that you used, so that nobody gets credits twice. The address cannot be read from the code. To be written: for how long, and on what legal grounds.',
    },
    {
      title: 'Who else is involved',
      text: 'As the product is built: Supabase keeps accounts, data and files, Pixio makes pictures and videos from your inputs, and Stripe takes payments and keeps your card. To be written: where they work, and the contracts with them.',
    },
    {
      title: 'Cookies and tracking',
      text: 'As the product is built: no cookies, no analytics, and no request to anybody but this site and its own Supabase. Your browser keeps your session, your theme and what you have typed.',
    },
    {
      title: 'Your rights',
      text: 'As the product is built, your account page exports everything that is kept about you, and deletes it, except for what is named above. To be written: what the law where you live gives you beyond that.',
    },
  ],
};
