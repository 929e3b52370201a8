/**
 * The generated types, with what SQL guarantees but the generator cannot see: values that a CHECK allows, columns of
 * `credit_history` that are never null, and columns of functions that may be null. This is the only place that narrows
 * them; everything else takes its types from here.
 */
import type { Database as Generated } from './database';

type Public = Generated['public'];
type GeneratedTables = Public['Tables'];
type GeneratedFunctions = Public['Functions'];

export type Status = 'waiting' | 'pending' | 'processing' | 'completed' | 'failed';
export type MediaType = 'image' | 'video';
export type CreditKind = Public['Enums']['credit_kind'];
export type Scalar = string | number | boolean;
/** The inputs of a generation: texts, numbers, switches, and pictures as paths in the bucket. */
export type Inputs = Record<string, Scalar>;

type Narrow<Table extends { Row: object }, Columns> = Omit<Table, 'Row'> & { Row: Omit<Table['Row'], keyof Columns> & Columns };
type NonNull<Of, Column extends keyof Of> = { [Name in Column]: NonNullable<Of[Name]> };
type Nullable<Of, Column extends keyof Of> = Omit<Of, Column> & { [Name in Column]: Of[Name] | null };
type ReturnedRow<Name extends keyof GeneratedFunctions> = GeneratedFunctions[Name]['Returns'] extends (infer Returned)[] ? Returned : never;
type Returns<Name extends keyof GeneratedFunctions, Returned> = Omit<GeneratedFunctions[Name], 'Returns'> & { Returns: Returned[] };

type History = Public['Views']['credit_history'];
type AlwaysInHistory = 'id' | 'line' | 'kind' | 'amount' | 'subscription_amount' | 'purchased_amount' | 'created_at';
type NextMonth = Nullable<ReturnedRow<'next_month'>, 'begins_at' | 'credits' | 'full_credits'>;
type PlanOffer = Nullable<ReturnedRow<'plan_offers'>, 'trial_days' | 'upgrade_credits' | 'full_credits' | 'full_from'>;

export type Database = Omit<Generated, 'public'> & {
  public: Omit<Public, 'Tables' | 'Views' | 'Functions'> & {
    Tables: Omit<GeneratedTables, 'generated_media' | 'subscriptions'> & {
      generated_media: Narrow<GeneratedTables['generated_media'], { status: Status; media_type: MediaType; inputs: Inputs }>;
      subscriptions: Narrow<GeneratedTables['subscriptions'], NonNull<GeneratedTables['subscriptions']['Row'], 'status'>>;
    };
    Views: Omit<Public['Views'], 'credit_history'> & {
      credit_history: Narrow<History, NonNull<History['Row'], AlwaysInHistory>>;
    };
    Functions: Omit<GeneratedFunctions, 'next_month' | 'plan_offers'> & {
      next_month: Returns<'next_month', NextMonth>;
      plan_offers: Returns<'plan_offers', PlanOffer>;
    };
  };
};

export type Row<Table extends keyof Database['public']['Tables']> = Database['public']['Tables'][Table]['Row'];
export type ViewRow<View extends keyof Database['public']['Views']> = Database['public']['Views'][View]['Row'];
export type FunctionRow<Name extends keyof Database['public']['Functions']> =
  Database['public']['Functions'][Name]['Returns'] extends (infer Returned)[] ? Returned : never;
