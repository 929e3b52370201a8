-- A deleted account leaves records: its free month, its debt, and what it would owe if its payments were taken back later.
-- Payments can be disputed for 18 months.

-- Two rows for each deleted account: the use of its plans, and that of its packs (`packs`).
create table private.mailbox_debts (
  account uuid,
  packs boolean,
  mailbox bytea not null references private.mailboxes (hash) on delete cascade,
  used integer not null default 0,
  unused integer not null default 0,
  owed integer not null default 0,
  taken_back bigint not null default 0,
  deleted_at timestamptz not null,
  primary key (account, packs)
);
comment on table private.mailbox_debts is 'What the mailbox of a deleted account may owe later. Not exposed by any API.';
comment on column private.mailbox_debts.used is 'What it would owe if all its payments were taken back, in addition to what it owed at the deletion.';
comment on column private.mailbox_debts.unused is 'Unused credits of packs. They were lost with the account, and are taken back before anything is owed.';
comment on column private.mailbox_debts.owed is 'What it owed at the deletion because payments had been taken back.';
comment on column private.mailbox_debts.taken_back is 'What was taken back since the deletion; negative if more of the debt at that time was restored.';
create index mailbox_debts_mailbox_idx on private.mailbox_debts (mailbox);
create index mailbox_debts_deleted_at_idx on private.mailbox_debts (deleted_at);

create table private.mailbox_payments (
  id text primary key,
  account uuid not null,
  packs boolean not null,
  bought integer not null,
  owed integer not null,
  lost_before numeric not null,
  lost numeric not null,
  foreign key (account, packs) references private.mailbox_debts on delete cascade
);
comment on table private.mailbox_payments is 'Payments of deleted accounts. Not exposed by any API.';
comment on column private.mailbox_payments.id is 'The invoice of a plan, or the payment intent of a pack.';
comment on column private.mailbox_payments.bought is 'The credits that were granted for it, in all opened months.';
comment on column private.mailbox_payments.owed is 'The part of the debt at the deletion that was due to the loss of this payment.';
comment on column private.mailbox_payments.lost_before is 'The part of the amount, 0 to 1, that was lost before the deletion.';
comment on column private.mailbox_payments.lost is 'The part of the amount, 0 to 1, that is lost now.';
create index mailbox_payments_account_idx on private.mailbox_payments (account, packs);

-- Moves the rest of the free month, or the debt, to the mailbox, whether the page, Studio or SQL deletes the account. A plan
-- ends with the account.
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
      month_start = (private.free_month_at(a.anchor, greatest(m.month_start, opened.month_start))).month_start,
      carried = least(m.carried, 0)
                + least(free, coalesce(account.subscription_credits, 0)) + least(0, coalesce(account.purchased_credits, 0))
  from (select coalesce(anchor, private.sign_up_of(old)) as anchor from private.mailboxes where holder = old.id) a
  where m.holder = old.id;
  return old;
end $$;
create trigger keep_mailbox before delete on auth.users for each row execute function private.keep_mailbox();

-- Books the end of the plan, and records the payments. Damaged lines must not prevent the deletion of an account.
create function private.close_account(p_account public.users, p_mailbox bytea) returns public.users
language plpgsql set search_path = '' as $$
declare
  closed public.users;
begin
  if p_account.id is null then
    return p_account;
  end if;
  perform private.grant_free_month(p_account.id);
  select * into closed from public.users where id = p_account.id;
  perform private.record_payments(closed, p_mailbox);
  return closed;
exception when data_exception or integrity_constraint_violation then
  return p_account;
end $$;

-- Deletes debts that are older than the time in which payments can be lost. Called by refresh_due_credits. Lock order: a
-- mailbox before its debts.
create function private.delete_old_debts() returns void
language plpgsql set search_path = '' as $$
declare
  oldest timestamptz := now() - interval '18 months';
begin
  with mailbox as materialized (
    select hash from private.mailboxes
    where hash in (select mailbox from private.mailbox_debts where deleted_at < oldest) for update skip locked)
  delete from private.mailbox_debts d using mailbox where d.mailbox = mailbox.hash and d.deleted_at < oldest;
end $$;

-- Records what the payments of a locked user bought, and how much of it was used, without those that are too old to be lost.
create function private.record_payments(p_account public.users, p_mailbox bytea) returns void
language plpgsql set search_path = '' as $$
begin
  if exists (select from private.mailboxes where hash = p_mailbox) then
    insert into private.mailbox_debts (account, packs, mailbox, deleted_at)
    values (p_account.id, false, p_mailbox, now()), (p_account.id, true, p_mailbox, now());
    perform private.record_plan_payments(p_account);
    perform private.record_pack_payments(p_account);
  end if;
end $$;

-- Computes what would be owed if every payment of a plan was taken back, the latest first.
create function private.record_plan_payments(p_account public.users) returns void
language plpgsql set search_path = '' as $$
declare
  payment record;
  owed integer;
  owed_together integer := 0;
  balance integer := p_account.subscription_credits;
begin
  for payment in
    select i.id, i.amount_paid, private.lost_part(i) as lost, private.credits_bought_by(i) as bought
    from public.stripe_invoices i join public.subscriptions s on s.id = i.subscription_id
    cross join lateral (select max(period_start) as paid_at from public.stripe_invoice_lines where invoice_id = i.id) l
    where s.user_id = p_account.id and i.status = 'paid' and i.amount_paid > 0 and l.paid_at > now() - interval '18 months'
    order by l.paid_at desc, i.id
  loop
    owed := 0;
    if payment.lost > 0 then  -- as if nothing had been taken back
      update public.stripe_invoices set amount_paid = 0 where id = payment.id;
      perform private.apply_payments_to_months(p_account.id, payment.id);
      owed := private.monthly_balance(p_account.id) - balance;
    end if;
    update public.stripe_invoices set amount_paid = payment.amount_paid, credited = payment.amount_paid where id = payment.id;
    perform private.apply_payments_to_months(p_account.id, payment.id);
    balance := private.monthly_balance(p_account.id);
    insert into private.mailbox_payments (id, account, packs, bought, owed, lost_before, lost)
    values (payment.id, p_account.id, false, payment.bought, owed, payment.lost, payment.lost);
  end loop;
  if exists (select from private.mailbox_payments where account = p_account.id and lost > 0) then
    update public.stripe_invoices set amount_paid = 0
    where id in (select id from private.mailbox_payments where account = p_account.id);
    perform private.apply_payments_to_months(p_account.id);
    owed_together := private.monthly_balance(p_account.id) - p_account.subscription_credits;
  end if;
  update private.mailbox_debts set used = p_account.subscription_credits - balance, owed = owed_together
  where account = p_account.id and not packs;
end $$;

-- The credits that the lines of an invoice add to opened months of their plan.
create function private.credits_bought_by(p_invoice public.stripe_invoices) returns integer
language sql stable set search_path = '' as $$
  select coalesce(sum(greatest(0, ceil(m.credits))), 0)::integer
  from (
    select sum(l.credits * sign(l.amount + case when l.proration then 0 else 0.5 end)
               * private.covered_part(g.month, l.period_start, l.period_end)) as credits
    from (
      select row(subscription_id, month_start, month_end)::private.credit_month as month from public.credit_grants
      where subscription_id = p_invoice.subscription_id and kind = 'plan_month') g
    cross join public.stripe_invoice_lines l
    where l.invoice_id = p_invoice.id and l.credits is not null
    group by g.month) m
$$;

create function private.record_pack_payments(p_account public.users) returns void
language plpgsql set search_path = '' as $$
declare
  pack record;
  balance integer := p_account.purchased_credits;
  remaining integer := 0;
  lost integer := 0;
begin
  for pack in
    select p.payment_id as id, p.amount, coalesce(m.lost::numeric / greatest(m.amount, 1), 0) as lost,
           (select sum(c.amount) from public.credit_purchases c where c.payment_id = p.payment_id) as remaining
    from public.credit_purchases p left join public.stripe_payments m on m.id = p.payment_id
    where p.user_id = p_account.id and p.kind = 'pack' and p.payment_id is not null and p.created_at > now() - interval '18 months'
    order by p.line desc
  loop
    insert into private.mailbox_payments (id, account, packs, bought, owed, lost_before, lost)
    values (pack.id, p_account.id, true, pack.amount,
            least(0, balance + pack.amount - pack.remaining) - least(0, balance), pack.lost, pack.lost);
    remaining := remaining + pack.remaining;
    lost := lost + pack.amount - pack.remaining;
  end loop;
  update private.mailbox_debts
  set unused = greatest(0, balance), used = greatest(0, remaining - greatest(0, balance)),
      owed = least(0, balance + lost) - least(0, balance)
  where account = p_account.id and packs;
end $$;

-- A payment of a deleted account was lost: the mailbox owes the same part of the credits that the payment bought, at most
-- those that were used. If a payment is restored in full, the mailbox no longer owes the debt that was due to its loss.
create function private.charge_mailbox(p_payment public.stripe_payments) returns void
language plpgsql set search_path = '' as $$
declare
  debt private.mailbox_debts;
  taken bigint;
begin
  perform from private.mailboxes m join private.mailbox_debts d on d.mailbox = m.hash
  join private.mailbox_payments p on (p.account, p.packs) = (d.account, d.packs)
  where p.id in (p_payment.id, p_payment.invoice_id) for update of m;
  update private.mailbox_payments set lost = p_payment.lost::numeric / greatest(p_payment.amount, 1)
  where id in (p_payment.id, p_payment.invoice_id)
  returning account, packs into debt.account, debt.packs;
  select * into debt from private.mailbox_debts where (account, packs) = (debt.account, debt.packs);
  select greatest(0, least(debt.used, ceil(sum(bought * greatest(0, lost - lost_before))) - debt.unused))
         - least(debt.owed, coalesce(sum(owed) filter (where lost = 0), 0))
  into taken from private.mailbox_payments where (account, packs) = (debt.account, debt.packs);
  update private.mailbox_debts set taken_back = taken where (account, packs) = (debt.account, debt.packs);
  update private.mailboxes set taken_back = taken_back + taken - debt.taken_back where hash = debt.mailbox;
end $$;
