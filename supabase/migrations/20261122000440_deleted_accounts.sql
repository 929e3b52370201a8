-- What outlives an account: its free month, what it owes, and what it would owe if its payments were taken back later.

-- What was used of what a payment bought, of accounts that are deleted. Stripe takes payments back for up to 18 months.
create table private.mailbox_payments (
  id text primary key,
  mailbox bytea not null references private.mailboxes (hash) on delete cascade,
  credits integer not null,
  owed integer not null,
  lost_part numeric not null,
  taken_back bigint not null default 0,
  deleted_at timestamptz not null
);
comment on table private.mailbox_payments is 'Payments of deleted accounts whose credits were used. No API reaches it.';
comment on column private.mailbox_payments.id is 'The invoice of a plan, or the payment intent of a pack.';
comment on column private.mailbox_payments.credits is 'What was used of what the payment bought, as far as it was not taken back before the deletion.';
comment on column private.mailbox_payments.owed is 'What the account owed at its deletion because of the part that was taken back.';
comment on column private.mailbox_payments.lost_part is 'The part of the money, 0 to 1, that was taken back before the deletion.';
comment on column private.mailbox_payments.taken_back is 'What of the credits was taken back since; negative if more of the owed ones was restored.';
create index mailbox_payments_mailbox_idx on private.mailbox_payments (mailbox);
create index mailbox_payments_deleted_at_idx on private.mailbox_payments (deleted_at);

-- What stands of the free month, or is owed, stays with the mailbox, in whatever way the account is deleted. A plan ends with
-- the account.
create function private.keep_mailbox() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  account public.users := private.lock_user(old.id);
  opened private.credit_month;
  free integer := (select credits from public.products where id = 'free');
begin
  if not private.has_months_per_mailbox() then
    delete from private.mailboxes where holder = old.id;
    delete from private.trials where mailbox = private.mailbox_hash(old.email);
    return old;
  end if;
  perform private.claim_mailbox(old);
  perform from private.mailboxes where hash = private.mailbox_hash(old.email) or holder = old.id order by hash for update;
  account := private.close_account(account, private.mailbox_hash(old.email));
  opened := private.open_month(old.id);
  update private.mailboxes
  set taken_back = taken_back - least(0, account.subscription_credits) - least(0, account.purchased_credits)
  where hash = private.mailbox_hash(old.email) and holder <> old.id and old.email_confirmed_at is not null;
  update private.mailboxes m
  set holder = null, starts_at = null, anchor = a.anchor,
      month_start = (private.month_of(a.anchor, greatest(m.month_start, opened.month_start))).month_start,
      carried = least(m.carried, 0)
                + least(free, coalesce(account.subscription_credits, 0)) + least(0, coalesce(account.purchased_credits, 0))
  from (select coalesce(anchor, private.sign_up_of(old)) as anchor from private.mailboxes where holder = old.id) a
  where m.holder = old.id;
  return old;
end $$;
create trigger keep_mailbox before delete on auth.users for each row execute function private.keep_mailbox();

-- Books the end of the plan, and notes the payments. Lines that were damaged by hand keep no account from being deleted.
create function private.close_account(p_account public.users, p_mailbox bytea) returns public.users
language plpgsql set search_path = '' as $$
declare
  closed public.users;
begin
  if p_account.id is null then
    return p_account;
  end if;
  perform private.allot_free(p_account.id);
  select * into closed from public.users where id = p_account.id;
  perform private.keep_payments(closed, p_mailbox);
  return closed;
exception when data_exception or integrity_constraint_violation then
  return p_account;
end $$;

-- Notes what each payment of a user who is locked bought and was used. What the payments owe together is never less than what
-- the user used without paying: each is counted with those that are newer taken back before it. Older payments than Stripe
-- takes back are left out.
create function private.keep_payments(p_account public.users, p_mailbox bytea) returns void
language plpgsql set search_path = '' as $$
declare
  payment record;
  owed integer;
  monthly integer := p_account.subscription_credits;
  purchased integer := p_account.purchased_credits;
begin
  delete from private.mailbox_payments where id in (
    select id from private.mailbox_payments where deleted_at < now() - interval '18 months' for update skip locked);
  if not exists (select from private.mailboxes where hash = p_mailbox) then
    return;
  end if;
  for payment in
    select i.id, i.amount_paid, private.lost_part(i) as lost_part
    from public.stripe_invoices i join public.subscriptions s on s.id = i.subscription_id
    cross join lateral (select max(period_start) as paid_at from public.stripe_invoice_lines where invoice_id = i.id) l
    where s.user_id = p_account.id and i.status = 'paid' and i.amount_paid > 0 and l.paid_at > now() - interval '18 months'
    order by l.paid_at desc, i.id
  loop
    owed := 0;
    if payment.lost_part > 0 then  -- as if nothing had been taken back
      update public.stripe_invoices set amount_paid = 0 where id = payment.id;
      perform private.follow_money(p_account.id, payment.id);
      owed := private.monthly_balance(p_account.id) - monthly;
    end if;
    update public.stripe_invoices set amount_paid = payment.amount_paid, credited = payment.amount_paid where id = payment.id;
    perform private.follow_money(p_account.id, payment.id);
    perform private.keep_payment(
      payment.id, p_mailbox, monthly - private.monthly_balance(p_account.id), owed, payment.lost_part);
    monthly := private.monthly_balance(p_account.id);
  end loop;
  for payment in
    select p.payment_id as id, p.amount, coalesce(m.lost::numeric / greatest(m.amount, 1), 0) as lost_part,
           (select sum(c.amount) from public.credit_purchases c where c.payment_id = p.payment_id) as remaining
    from public.credit_purchases p left join public.stripe_payments m on m.id = p.payment_id
    where p.user_id = p_account.id and p.kind = 'pack' and p.payment_id is not null
    order by p.line desc
  loop
    perform private.keep_payment(
      payment.id, p_mailbox, least(0, purchased) - least(0, purchased - payment.remaining),
      least(0, purchased + payment.amount - payment.remaining) - least(0, purchased), payment.lost_part);
    purchased := purchased - payment.remaining;
  end loop;
end $$;

create function private.keep_payment(p_id text, p_mailbox bytea, p_credits bigint, p_owed bigint, p_lost_part numeric)
returns void
language plpgsql set search_path = '' as $$
begin
  if p_credits > 0 or p_owed > 0 then
    insert into private.mailbox_payments (id, mailbox, credits, owed, lost_part, deleted_at)
    values (p_id, p_mailbox, p_credits, p_owed, p_lost_part, now())
    on conflict do nothing;
  end if;
end $$;

-- A payment of a deleted account was taken back: the mailbox owes what was used of it, in that proportion. What was taken back
-- before the deletion and is restored now, the mailbox owes no longer.
create function private.charge_mailbox(p_payment public.stripe_payments) returns void
language plpgsql set search_path = '' as $$
declare
  payment private.mailbox_payments;
  lost_part numeric := p_payment.lost::numeric / greatest(p_payment.amount, 1);
  taken bigint;
begin
  perform from private.mailboxes m join private.mailbox_payments p on p.mailbox = m.hash
  where p.id in (p_payment.id, p_payment.invoice_id) for update of m;
  select * into payment from private.mailbox_payments where id in (p_payment.id, p_payment.invoice_id);
  taken := case
    when lost_part > payment.lost_part then floor(payment.credits * (lost_part - payment.lost_part) / (1 - payment.lost_part))
    when lost_part < payment.lost_part then -floor(payment.owed * (payment.lost_part - lost_part) / payment.lost_part)
    else 0 end;
  update private.mailbox_payments set taken_back = taken where id = payment.id;
  update private.mailboxes set taken_back = taken_back + taken - payment.taken_back where hash = payment.mailbox;
end $$;
