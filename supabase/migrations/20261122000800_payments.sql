-- Credits of packs, and how refunds and disputes change credits.

-- A pack and its refund may be synced at once, and each would miss the other. Both take this lock first.
create function private.lock_payment(p_payment_id text) returns void
language plpgsql set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(p_payment_id, 0));
end $$;

create function public.fulfil_purchase(p_user_id uuid, p_session_id text, p_price_id text, p_credits integer,
                                       p_payment_id text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform private.lock_payment(p_payment_id);
  if (private.lock_user(p_user_id)).id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  if p_credits is null or p_credits not between 1 and 99999999 then
    perform private.refuse('422', 'invalid_input', '{"field": "p_credits"}');
  end if;
  insert into public.credit_purchases (user_id, kind, amount, price_id, session_id, payment_id, description)
  values (p_user_id, 'pack', p_credits, p_price_id, p_session_id, p_payment_id, 'Credit pack')
  on conflict do nothing;
  if not found then
    return false;
  end if;
  update public.users set purchased_credits = purchased_credits + p_credits where id = p_user_id;
  perform private.update_pack_credits(p_payment_id);
  return true;
end $$;
comment on function public.fulfil_purchase is
  'Grants the credits of a paid checkout session, once. True if this call did. Errors: 404 unknown_user, 422 invalid_input {field}.';

-- Changes the credits of a pack to the part of its amount that was not lost. The user must be locked.
create function private.update_pack_credits(p_payment_id text) returns void
language plpgsql set search_path = '' as $$
declare
  pack public.credit_purchases;
  payment public.stripe_payments;
  change integer;
begin
  select * into pack from public.credit_purchases where kind = 'pack' and payment_id = p_payment_id;
  select * into payment from public.stripe_payments where id = p_payment_id;
  if pack.id is null or payment.id is null then
    return;
  end if;
  change := pack.amount - floor(pack.amount::numeric * payment.lost / greatest(payment.amount, 1))
            - (select sum(amount) from public.credit_purchases where payment_id = p_payment_id);
  if change <> 0 then
    insert into public.credit_purchases (user_id, kind, amount, price_id, payment_id, description)
    values (pack.user_id, case when change < 0 then 'taken_back' else 'restored' end::public.credit_kind, change,
            pack.price_id, p_payment_id, case when change < 0 then 'Payment taken back' else 'Payment restored' end);
    update public.users set purchased_credits = purchased_credits + change where id = pack.user_id;
  end if;
end $$;

-- The user who bought a pack, or the plan of an invoice, with a payment.
create function private.buyer(p_payment_id text, p_invoice_id text) returns uuid
language plpgsql stable set search_path = '' as $$
begin
  return coalesce(
    (select user_id from public.credit_purchases where kind = 'pack' and payment_id = p_payment_id),
    (select s.user_id from public.stripe_invoices i join public.subscriptions s on s.id = i.subscription_id
     where i.id = coalesce(p_invoice_id, (select invoice_id from public.stripe_payments where id = p_payment_id))));
end $$;

create function public.sync_payment(p_payment_id text, p_amount bigint, p_refunded bigint, p_disputed bigint,
                                      p_withdrawn bigint, p_ticket bigint, p_event_id text default null,
                                      p_invoice_id text default null) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  account public.users;
  payment public.stripe_payments;
begin
  perform private.lock_payment(p_payment_id);
  account := private.lock_user(private.buyer(p_payment_id, p_invoice_id));
  if account.credits_reset_at <= now() then
    perform private.grant_due_credits(account.id);
  end if;
  perform public.finish_stripe_event(p_event_id);
  insert into public.stripe_payments as mirror (id, invoice_id, amount, refunded, disputed, withdrawn, synced_ticket)
  values (p_payment_id, p_invoice_id, p_amount, p_refunded, p_disputed, p_withdrawn, p_ticket)
  on conflict (id) do update
  set invoice_id = coalesce(p_invoice_id, mirror.invoice_id), amount = p_amount, refunded = p_refunded,
      disputed = p_disputed, withdrawn = p_withdrawn, synced_ticket = p_ticket
  where mirror.synced_ticket < p_ticket
  returning * into payment;
  if account.id is null then
    perform private.charge_mailbox(payment);
  end if;
  if payment.id is null or account.id is null then
    return 0;
  end if;
  select * into account from public.users where id = account.id;
  perform private.update_pack_credits(p_payment_id);
  perform private.grant_due_credits(account.id);
  return (select u.subscription_credits + u.purchased_credits - account.subscription_credits - account.purchased_credits
          from public.users u where u.id = account.id);
end $$;
comment on function public.sync_payment is
  'Stores a payment, and changes the credits that were granted for it to the part that was not lost. Amounts are in the '
  'smallest unit; p_disputed: open or lost disputes; p_withdrawn: taken by disputes; p_invoice_id: the invoice that it paid. '
  'Idempotent, in any order. Returns the change of the balance, which may become negative.';
