-- Who may touch what billing has added.

revoke all on public.stripe_events, public.premium_content from public, anon, authenticated, service_role;
revoke all on all routines in schema private from public, anon, authenticated, service_role;
revoke all on all sequences in schema private from public, anon, authenticated, service_role;
revoke all on function
  public.has_tier(public.tier), public.receive_stripe_event(text, text, text, timestamptz),
  public.finish_stripe_event(text, text), public.next_stripe_ticket(), public.sync_product(jsonb, bigint, text),
  public.sync_price(jsonb, bigint, text), public.bury_product(text, bigint), public.bury_price(text, bigint),
  public.sync_customer(uuid, text, bigint), public.bury_customer(text, bigint), public.sync_subscription(jsonb, bigint, text),
  public.fulfil_purchase(uuid, text, text, integer, text),
  public.settle_payment(text, bigint, bigint, bigint, bigint, bigint, text), public.adjust_credits(uuid, integer, text, text)
from public, anon, authenticated, service_role;

grant select on public.premium_content to authenticated;
grant execute on function public.has_tier(public.tier) to authenticated;

grant select on public.stripe_events to service_role;
grant select, insert, update, delete on public.premium_content to service_role;
grant execute on function
  public.has_tier(public.tier), public.receive_stripe_event(text, text, text, timestamptz),
  public.finish_stripe_event(text, text), public.next_stripe_ticket(), public.sync_product(jsonb, bigint, text),
  public.sync_price(jsonb, bigint, text), public.bury_product(text, bigint), public.bury_price(text, bigint),
  public.sync_customer(uuid, text, bigint), public.bury_customer(text, bigint), public.sync_subscription(jsonb, bigint, text),
  public.fulfil_purchase(uuid, text, text, integer, text),
  public.settle_payment(text, bigint, bigint, bigint, bigint, bigint, text), public.adjust_credits(uuid, integer, text, text)
to service_role;

-- The mirror is written by the functions only.
revoke insert, update, delete on public.customers, public.products, public.prices, public.subscriptions from service_role;

alter publication supabase_realtime add table public.subscriptions, public.premium_content;

-- The monthly credits of users who do not come by: every five minutes where the project has pg_cron;
-- elsewhere the service's reconciler calls the same function.
do $$
begin
  if exists (select from pg_extension where extname = 'pg_cron') then
    -- Batch after batch, each a transaction of its own, so that nobody waits long for a row.
    perform cron.schedule('refresh-due-credits', '*/5 * * * *',
      'do $cron$ begin while public.refresh_due_credits(100) > 0 loop commit; end loop; end $cron$');
  end if;
end $$;
