-- What a pack, a refund and a dispute do to the credits.

create function public.fulfil_purchase(p_user_id uuid, p_session_id text, p_price_id text, p_credits integer,
                                       p_payment_id text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if (private.lock_user(p_user_id)).id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  if p_credits is null or p_credits < 1 then
    perform private.refuse('422', 'invalid_input', '{"field": "p_credits"}');
  end if;
  insert into public.credit_purchases (user_id, amount, price_id, source, payment_id)
  values (p_user_id, p_credits, p_price_id, 'session:' || p_session_id, p_payment_id)
  on conflict (source) do nothing;
  if found then
    update public.users set purchased_credits = purchased_credits + p_credits where id = p_user_id;
    return true;
  end if;
  return false;
end $$;
comment on function public.fulfil_purchase is
  'Grants the credits of a paid checkout session, once. True if this call did. Errors: 404 unknown_user, 422 invalid_input {field}.';

create function public.settle_payment(p_payment_id text, p_amount bigint, p_refunded bigint, p_disputed bigint,
                                      p_withdrawn bigint, p_ticket bigint, p_event_id text default null) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  buyer uuid := (select user_id from public.credit_purchases where payment_id = p_payment_id and source like 'session:%');
  purchase public.credit_purchases;
  lost bigint := least(p_amount, greatest(p_refunded, p_disputed, p_refunded + p_withdrawn));
  booked bigint;
  change integer;
begin
  perform public.finish_stripe_event(p_event_id);
  perform private.lock_user(buyer);
  select * into purchase from public.credit_purchases where payment_id = p_payment_id and source like 'session:%' for update;
  if purchase.id is null or purchase.settled_ticket >= p_ticket then
    return 0;
  end if;
  update public.credit_purchases set settled_ticket = p_ticket where id = purchase.id;
  select sum(amount) into booked from public.credit_purchases where payment_id = p_payment_id;
  change := purchase.amount - floor(purchase.amount::numeric * lost / greatest(p_amount, 1)) - booked;
  if change = 0 then
    return 0;
  end if;
  insert into public.credit_purchases (user_id, amount, price_id, payment_id, description)
  values (buyer, change, purchase.price_id, p_payment_id,
          case when change < 0 then 'Payment taken back' else 'Payment restored' end);
  update public.users set purchased_credits = purchased_credits + change where id = buyer;
  return change;
end $$;
comment on function public.settle_payment is
  'Makes the credits of a payment what its money is: amount, refunded, disputed and not won, and withdrawn by disputes, in '
  'the smallest unit. Free of order and repeatable. Answers the change booked; the balance may become negative.';
