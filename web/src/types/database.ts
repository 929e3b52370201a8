// Generated from the migrations by `make types`. Do not edit.
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "public": {
          Tables: {
            "collection_items": {
                  Row: {
                    "added_at": string,"collection_id": string,"generation_id": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "added_at"?: string,"collection_id": string,"generation_id": string,"user_id"?: string
                  }
                  Update: {
                    "added_at"?: string,"collection_id"?: string,"generation_id"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "collection_items_collection_id_fkey"
      columns: ["collection_id"]
isOneToOne: false
      referencedRelation: "collections"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "collection_items_generation_id_fkey"
      columns: ["generation_id"]
isOneToOne: false
      referencedRelation: "generated_media"
      referencedColumns: ["id"]
    }
                  ]
                },"collections": {
                  Row: {
                    "created_at": string,"id": string,"name": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"id"?: string,"name": string,"user_id"?: string
                  }
                  Update: {
                    "created_at"?: string,"id"?: string,"name"?: string,"user_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"credit_grant_failures": {
                  Row: {
                    "attempts": number,"error": string,"failed_at": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"error": string,"failed_at"?: string,"user_id": string
                  }
                  Update: {
                    "attempts"?: number,"error"?: string,"failed_at"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "credit_grant_failures_user_id_fkey"
      columns: ["user_id"]
isOneToOne: true
      referencedRelation: "users"
      referencedColumns: ["id"]
    }
                  ]
                },"credit_grants": {
                  Row: {
                    "amount": number,"created_at": string,"description": string,"generation_id": string | null,"id": string,"kind": Database["public"]['Enums']["credit_kind"],"level": number,"line": number,"month_end": string,"month_start": string,"plan": string | null,"subscription_id": string | null,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"created_at"?: string,"description": string,"generation_id"?: string | null,"id"?: string,"kind": Database["public"]['Enums']["credit_kind"],"level": number,"line"?: number,"month_end": string,"month_start": string,"plan"?: string | null,"subscription_id"?: string | null,"user_id": string
                  }
                  Update: {
                    "amount"?: number,"created_at"?: string,"description"?: string,"generation_id"?: string | null,"id"?: string,"kind"?: Database["public"]['Enums']["credit_kind"],"level"?: number,"line"?: number,"month_end"?: string,"month_start"?: string,"plan"?: string | null,"subscription_id"?: string | null,"user_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"credit_purchases": {
                  Row: {
                    "amount": number,"created_at": string,"description": string,"id": string,"key": string | null,"kind": Database["public"]['Enums']["credit_kind"],"line": number,"payment_id": string | null,"price_id": string,"session_id": string | null,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"created_at"?: string,"description": string,"id"?: string,"key"?: string | null,"kind": Database["public"]['Enums']["credit_kind"],"line"?: number,"payment_id"?: string | null,"price_id": string,"session_id"?: string | null,"user_id": string
                  }
                  Update: {
                    "amount"?: number,"created_at"?: string,"description"?: string,"id"?: string,"key"?: string | null,"kind"?: Database["public"]['Enums']["credit_kind"],"line"?: number,"payment_id"?: string | null,"price_id"?: string,"session_id"?: string | null,"user_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"credit_usage": {
                  Row: {
                    "amount": number,"created_at": string,"description": string | null,"generation_id": string | null,"id": string,"key": string | null,"kind": Database["public"]['Enums']["credit_kind"],"line": number,"purchased_amount": number,"subscription_amount": number,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"created_at"?: string,"description"?: string | null,"generation_id"?: string | null,"id"?: string,"key"?: string | null,"kind": Database["public"]['Enums']["credit_kind"],"line"?: number,"purchased_amount": number,"subscription_amount": number,"user_id": string
                  }
                  Update: {
                    "amount"?: number,"created_at"?: string,"description"?: string | null,"generation_id"?: string | null,"id"?: string,"key"?: string | null,"kind"?: Database["public"]['Enums']["credit_kind"],"line"?: number,"purchased_amount"?: number,"subscription_amount"?: number,"user_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"customers": {
                  Row: {
                    "email_due": boolean,"id": string,"stripe_customer_id": string | null,"synced_ticket": number
                  }
                  ComputedFields: never
                  Insert: {
                    "email_due"?: boolean,"id": string,"stripe_customer_id"?: string | null,"synced_ticket"?: number
                  }
                  Update: {
                    "email_due"?: boolean,"id"?: string,"stripe_customer_id"?: string | null,"synced_ticket"?: number
                  }
                  Relationships: [
                    
                  ]
                },"favorites": {
                  Row: {
                    "created_at": string,"generation_id": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"generation_id": string,"user_id"?: string
                  }
                  Update: {
                    "created_at"?: string,"generation_id"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "favorites_generation_id_fkey"
      columns: ["generation_id"]
isOneToOne: false
      referencedRelation: "generated_media"
      referencedColumns: ["id"]
    }
                  ]
                },"generated_media": {
                  Row: {
                    "created_at": string,"credits_used": number,"failure_reason": string | null,"finished_at": string | null,"height": number | null,"id": string,"inputs": NonNullable<Json>,"live_status": string | null,"media_type": string,"media_url": string,"metadata": Json | null,"model_id": string,"placeholder": string | null,"progress": number,"prompt": string,"run_id": string | null,"search_text": string,"set_id": string,"set_position": number,"set_size": number,"started_at": string | null,"status": string,"storage_path": string,"thumbnail_url": string | null,"updated_at": string,"user_id": string,"width": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"credits_used": number,"failure_reason"?: string | null,"finished_at"?: string | null,"height"?: number | null,"id"?: string,"inputs"?: NonNullable<Json>,"live_status"?: string | null,"media_type": string,"media_url"?: string,"metadata"?: Json | null,"model_id": string,"placeholder"?: string | null,"progress"?: number,"prompt": string,"run_id"?: string | null,"search_text"?: never,"set_id"?: string,"set_position"?: number,"set_size"?: number,"started_at"?: string | null,"status"?: string,"storage_path"?: string,"thumbnail_url"?: string | null,"updated_at"?: string,"user_id": string,"width"?: number | null
                  }
                  Update: {
                    "created_at"?: string,"credits_used"?: number,"failure_reason"?: string | null,"finished_at"?: string | null,"height"?: number | null,"id"?: string,"inputs"?: NonNullable<Json>,"live_status"?: string | null,"media_type"?: string,"media_url"?: string,"metadata"?: Json | null,"model_id"?: string,"placeholder"?: string | null,"progress"?: number,"prompt"?: string,"run_id"?: string | null,"search_text"?: never,"set_id"?: string,"set_position"?: number,"set_size"?: number,"started_at"?: string | null,"status"?: string,"storage_path"?: string,"thumbnail_url"?: string | null,"updated_at"?: string,"user_id"?: string,"width"?: number | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "generated_media_model_id_fkey"
      columns: ["model_id"]
isOneToOne: false
      referencedRelation: "models"
      referencedColumns: ["id"]
    }
                  ]
                },"models": {
                  Row: {
                    "about_url": string | null,"active": boolean,"category": string,"created_at": string,"credit_cost": number,"deployment_id": string,"description": string,"examples": NonNullable<Json>,"id": string,"input_schema": NonNullable<Json>,"media_type": string,"min_tier": string | null,"name": string,"position": number,"results_limit": number,"timeout_seconds": number,"translations": NonNullable<Json>,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "about_url"?: string | null,"active"?: boolean,"category": string,"created_at"?: string,"credit_cost": number,"deployment_id": string,"description"?: string,"examples"?: NonNullable<Json>,"id": string,"input_schema": NonNullable<Json>,"media_type": string,"min_tier"?: string | null,"name": string,"position"?: number,"results_limit"?: number,"timeout_seconds"?: number,"translations"?: NonNullable<Json>,"updated_at"?: string
                  }
                  Update: {
                    "about_url"?: string | null,"active"?: boolean,"category"?: string,"created_at"?: string,"credit_cost"?: number,"deployment_id"?: string,"description"?: string,"examples"?: NonNullable<Json>,"id"?: string,"input_schema"?: NonNullable<Json>,"media_type"?: string,"min_tier"?: string | null,"name"?: string,"position"?: number,"results_limit"?: number,"timeout_seconds"?: number,"translations"?: NonNullable<Json>,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "models_min_tier_fkey"
      columns: ["min_tier"]
isOneToOne: false
      referencedRelation: "tiers"
      referencedColumns: ["id"]
    }
                  ]
                },"orphaned_customers": {
                  Row: {
                    "orphaned_at": string,"stripe_customer_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "orphaned_at"?: string,"stripe_customer_id": string
                  }
                  Update: {
                    "orphaned_at"?: string,"stripe_customer_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"premium_content": {
                  Row: {
                    "body": string,"created_at": string,"download_path": string | null,"id": string,"picture_alt": string,"picture_path": string | null,"position": number,"tier": string,"title": string,"translations": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "body": string,"created_at"?: string,"download_path"?: string | null,"id"?: string,"picture_alt"?: string,"picture_path"?: string | null,"position"?: number,"tier"?: string,"title": string,"translations"?: NonNullable<Json>
                  }
                  Update: {
                    "body"?: string,"created_at"?: string,"download_path"?: string | null,"id"?: string,"picture_alt"?: string,"picture_path"?: string | null,"position"?: number,"tier"?: string,"title"?: string,"translations"?: NonNullable<Json>
                  }
                  Relationships: [
                    {
      foreignKeyName: "premium_content_tier_fkey"
      columns: ["tier"]
isOneToOne: false
      referencedRelation: "tiers"
      referencedColumns: ["id"]
    }
                  ]
                },"prices": {
                  Row: {
                    "active": boolean | null,"currency": string | null,"deleted_at": string | null,"description": string | null,"id": string,"interval": Database["public"]['Enums']["pricing_plan_interval"] | null,"interval_count": number | null,"metadata": Json | null,"product_id": string | null,"synced_ticket": number,"trial_period_days": number | null,"type": Database["public"]['Enums']["pricing_type"] | null,"unit_amount": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "active"?: boolean | null,"currency"?: string | null,"deleted_at"?: string | null,"description"?: string | null,"id": string,"interval"?: Database["public"]['Enums']["pricing_plan_interval"] | null,"interval_count"?: number | null,"metadata"?: Json | null,"product_id"?: string | null,"synced_ticket"?: number,"trial_period_days"?: number | null,"type"?: Database["public"]['Enums']["pricing_type"] | null,"unit_amount"?: number | null
                  }
                  Update: {
                    "active"?: boolean | null,"currency"?: string | null,"deleted_at"?: string | null,"description"?: string | null,"id"?: string,"interval"?: Database["public"]['Enums']["pricing_plan_interval"] | null,"interval_count"?: number | null,"metadata"?: Json | null,"product_id"?: string | null,"synced_ticket"?: number,"trial_period_days"?: number | null,"type"?: Database["public"]['Enums']["pricing_type"] | null,"unit_amount"?: number | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "prices_product_id_fkey"
      columns: ["product_id"]
isOneToOne: false
      referencedRelation: "products"
      referencedColumns: ["id"]
    }
                  ]
                },"products": {
                  Row: {
                    "active": boolean | null,"credits": number | null,"deleted_at": string | null,"description": string | null,"id": string,"image": string | null,"metadata": Json | null,"name": string | null,"problem": string | null,"synced_ticket": number,"tier": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "active"?: boolean | null,"credits"?: number | null,"deleted_at"?: string | null,"description"?: string | null,"id": string,"image"?: string | null,"metadata"?: Json | null,"name"?: string | null,"problem"?: string | null,"synced_ticket"?: number,"tier"?: string | null
                  }
                  Update: {
                    "active"?: boolean | null,"credits"?: number | null,"deleted_at"?: string | null,"description"?: string | null,"id"?: string,"image"?: string | null,"metadata"?: Json | null,"name"?: string | null,"problem"?: string | null,"synced_ticket"?: number,"tier"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "products_tier_fkey"
      columns: ["tier"]
isOneToOne: false
      referencedRelation: "tiers"
      referencedColumns: ["id"]
    }
                  ]
                },"refused_mail_domains": {
                  Row: {
                    "created_at": string,"domain": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"domain": string
                  }
                  Update: {
                    "created_at"?: string,"domain"?: string
                  }
                  Relationships: [
                    
                  ]
                },"settings": {
                  Row: {
                    "description": string,"name": string,"value": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "description": string,"name": string,"value": NonNullable<Json>
                  }
                  Update: {
                    "description"?: string,"name"?: string,"value"?: NonNullable<Json>
                  }
                  Relationships: [
                    
                  ]
                },"shares": {
                  Row: {
                    "collection_id": string | null,"created_at": string,"generation_id": string | null,"id": string,"show_prompt": boolean,"token": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "collection_id"?: string | null,"created_at"?: string,"generation_id"?: string | null,"id"?: string,"show_prompt"?: boolean,"token"?: string,"user_id"?: string
                  }
                  Update: {
                    "collection_id"?: string | null,"created_at"?: string,"generation_id"?: string | null,"id"?: string,"show_prompt"?: boolean,"token"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "shares_collection_id_fkey"
      columns: ["collection_id"]
isOneToOne: true
      referencedRelation: "collections"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "shares_generation_id_fkey"
      columns: ["generation_id"]
isOneToOne: true
      referencedRelation: "generated_media"
      referencedColumns: ["id"]
    }
                  ]
                },"stripe_events": {
                  Row: {
                    "attempts": number,"created_at": string,"error": string | null,"given_up": boolean,"id": string,"object_id": string | null,"processed_at": string | null,"received_at": string,"tried_at": string,"type": string
                  }
                  ComputedFields: never
                  Insert: {
                    "attempts"?: number,"created_at": string,"error"?: string | null,"given_up"?: never,"id": string,"object_id"?: string | null,"processed_at"?: string | null,"received_at"?: string,"tried_at"?: string,"type": string
                  }
                  Update: {
                    "attempts"?: number,"created_at"?: string,"error"?: string | null,"given_up"?: never,"id"?: string,"object_id"?: string | null,"processed_at"?: string | null,"received_at"?: string,"tried_at"?: string,"type"?: string
                  }
                  Relationships: [
                    
                  ]
                },"stripe_invoice_lines": {
                  Row: {
                    "amount": number,"credits": number | null,"id": string,"invoice_id": string,"period_end": string,"period_start": string,"price_id": string | null,"proration": boolean
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"credits"?: number | null,"id": string,"invoice_id": string,"period_end": string,"period_start": string,"price_id"?: string | null,"proration": boolean
                  }
                  Update: {
                    "amount"?: number,"credits"?: number | null,"id"?: string,"invoice_id"?: string,"period_end"?: string,"period_start"?: string,"price_id"?: string | null,"proration"?: boolean
                  }
                  Relationships: [
                    {
      foreignKeyName: "stripe_invoice_lines_invoice_id_fkey"
      columns: ["invoice_id"]
isOneToOne: false
      referencedRelation: "stripe_invoices"
      referencedColumns: ["id"]
    }
                  ]
                },"stripe_invoices": {
                  Row: {
                    "amount_paid": number,"credited": number,"id": string,"status": string,"subscription_id": string,"synced_ticket": number
                  }
                  ComputedFields: never
                  Insert: {
                    "amount_paid": number,"credited"?: number,"id": string,"status": string,"subscription_id": string,"synced_ticket": number
                  }
                  Update: {
                    "amount_paid"?: number,"credited"?: number,"id"?: string,"status"?: string,"subscription_id"?: string,"synced_ticket"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "stripe_invoices_subscription_id_fkey"
      columns: ["subscription_id"]
isOneToOne: false
      referencedRelation: "subscriptions"
      referencedColumns: ["id"]
    }
                  ]
                },"stripe_payments": {
                  Row: {
                    "amount": number,"disputed": number,"id": string,"invoice_id": string | null,"lost": number,"refunded": number,"synced_ticket": number,"withdrawn": number
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"disputed": number,"id": string,"invoice_id"?: string | null,"lost"?: never,"refunded": number,"synced_ticket": number,"withdrawn": number
                  }
                  Update: {
                    "amount"?: number,"disputed"?: number,"id"?: string,"invoice_id"?: string | null,"lost"?: never,"refunded"?: number,"synced_ticket"?: number,"withdrawn"?: number
                  }
                  Relationships: [
                    
                  ]
                },"subscriptions": {
                  Row: {
                    "cancel_at": string | null,"cancel_at_period_end": boolean | null,"canceled_at": string | null,"created": string,"current_period_end": string,"current_period_start": string,"duplicate": boolean,"ended_at": string | null,"id": string,"live": boolean,"metadata": Json | null,"next_price_id": string | null,"price_id": string | null,"quantity": number | null,"status": Database["public"]['Enums']["subscription_status"] | null,"synced_ticket": number,"trial_end": string | null,"trial_start": string | null,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "cancel_at"?: string | null,"cancel_at_period_end"?: boolean | null,"canceled_at"?: string | null,"created"?: string,"current_period_end"?: string,"current_period_start"?: string,"duplicate"?: boolean,"ended_at"?: string | null,"id": string,"live"?: never,"metadata"?: Json | null,"next_price_id"?: string | null,"price_id"?: string | null,"quantity"?: number | null,"status"?: Database["public"]['Enums']["subscription_status"] | null,"synced_ticket"?: number,"trial_end"?: string | null,"trial_start"?: string | null,"user_id": string
                  }
                  Update: {
                    "cancel_at"?: string | null,"cancel_at_period_end"?: boolean | null,"canceled_at"?: string | null,"created"?: string,"current_period_end"?: string,"current_period_start"?: string,"duplicate"?: boolean,"ended_at"?: string | null,"id"?: string,"live"?: never,"metadata"?: Json | null,"next_price_id"?: string | null,"price_id"?: string | null,"quantity"?: number | null,"status"?: Database["public"]['Enums']["subscription_status"] | null,"synced_ticket"?: number,"trial_end"?: string | null,"trial_start"?: string | null,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "subscriptions_price_id_fkey"
      columns: ["price_id"]
isOneToOne: false
      referencedRelation: "prices"
      referencedColumns: ["id"]
    }
                  ]
                },"tiers": {
                  Row: {
                    "highlighted": boolean,"id": string,"name": string,"rank": number
                  }
                  ComputedFields: never
                  Insert: {
                    "highlighted"?: boolean,"id": string,"name": string,"rank": number
                  }
                  Update: {
                    "highlighted"?: boolean,"id"?: string,"name"?: string,"rank"?: number
                  }
                  Relationships: [
                    
                  ]
                },"users": {
                  Row: {
                    "avatar_url": string | null,"billing_address": Json | null,"credits_reset_at": string | null,"full_name": string | null,"id": string,"last_credits_reset_date": string | null,"payment_method": Json | null,"purchased_credits": number,"subscription_credits": number
                  }
                  ComputedFields: never
                  Insert: {
                    "avatar_url"?: string | null,"billing_address"?: Json | null,"credits_reset_at"?: string | null,"full_name"?: string | null,"id": string,"last_credits_reset_date"?: string | null,"payment_method"?: Json | null,"purchased_credits"?: number,"subscription_credits"?: number
                  }
                  Update: {
                    "avatar_url"?: string | null,"billing_address"?: Json | null,"credits_reset_at"?: string | null,"full_name"?: string | null,"id"?: string,"last_credits_reset_date"?: string | null,"payment_method"?: Json | null,"purchased_credits"?: number,"subscription_credits"?: number
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            "credit_history": {
                  Row: {
                    "amount": number | null,"created_at": string | null,"description": string | null,"generation_id": string | null,"id": string | null,"kind": Database["public"]['Enums']["credit_kind"] | null,"line": number | null,"month_end": string | null,"month_start": string | null,"payment_id": string | null,"plan": string | null,"purchased_amount": number | null,"session_id": string | null,"subscription_amount": number | null,"subscription_id": string | null,"user_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "amount"?: number | null,"created_at"?: string | null,"description"?: string | null,"generation_id"?: string | null,"id"?: string | null,"kind"?: Database["public"]['Enums']["credit_kind"] | null,"line"?: number | null,"month_end"?: string | null,"month_start"?: string | null,"payment_id"?: string | null,"plan"?: string | null,"purchased_amount"?: number | null,"session_id"?: string | null,"subscription_amount"?: number | null,"subscription_id"?: string | null,"user_id"?: string | null
                         }
                        Update: {
                           "amount"?: number | null,"created_at"?: string | null,"description"?: string | null,"generation_id"?: string | null,"id"?: string | null,"kind"?: Database["public"]['Enums']["credit_kind"] | null,"line"?: number | null,"month_end"?: string | null,"month_start"?: string | null,"payment_id"?: string | null,"plan"?: string | null,"purchased_amount"?: number | null,"session_id"?: string | null,"subscription_amount"?: number | null,"subscription_id"?: string | null,"user_id"?: string | null
                         }
                        Relationships: [
                    
                  ]
                }
          }
          Functions: {
            "adjust_credits":
{ Args: { "p_amount": number,"p_key"?: string,"p_reason": string,"p_user_id": string }; Returns: number
                           },
"before_user_created":
{ Args: { "event": Json }; Returns: Json
                           },
"check_next_ledgers":
{ Args: { "p_after": string,"p_limit"?: number }; Returns: Json
                           },
"complete_generation":
{ Args: { "p_id": string,"p_media_url": string,"p_metadata"?: Json,"p_storage_path": string }; Returns: boolean
                           },
"current_generations":
{ Args: { "p_set_id"?: string }; Returns: {
              "created_at": string,
"credits_used": number,
"failure_reason": string | null,
"finished_at": string | null,
"height": number | null,
"id": string,
"inputs": NonNullable<Json>,
"live_status": string | null,
"media_type": string,
"media_url": string,
"metadata": Json | null,
"model_id": string,
"placeholder": string | null,
"progress": number,
"prompt": string,
"run_id": string | null,
"search_text": string,
"set_id": string,
"set_position": number,
"set_size": number,
"started_at": string | null,
"status": string,
"storage_path": string,
"thumbnail_url": string | null,
"updated_at": string,
"user_id": string,
"width": number | null
            }[]
                          SetofOptions: {
        from: "*"
        to: "generated_media"
        isOneToOne: false
        isSetofReturn: true
      } },
"deduct_credits":
{ Args: { "p_amount": number,"p_description": string,"p_key": string,"p_user_id": string }; Returns: Json
                           },
"delete_old_stripe_events":
{ Args: { "p_limit"?: number }; Returns: number
                           },
"delete_orphaned_customer":
{ Args: { "p_customer_id": string }; Returns: boolean
                           },
"due_stripe_events":
{ Args: { "p_after_seconds": number }; Returns: {
              "created_at": string,"id": string,"object_id": string,"type": string
            }[]
                           },
"ensure_due_credits":
{ Args: { "p_user_id": string }; Returns: undefined
                           },
"export_mailbox":
{ Args: { "p_user_id": string }; Returns: Json
                           },
"fail_generation":
{ Args: { "p_id": string,"p_metadata"?: Json,"p_reason": string }; Returns: boolean
                           },
"finish_stripe_event":
{ Args: { "p_error"?: string,"p_id": string }; Returns: undefined
                           },
"forget_files":
{ Args: { "p_paths": (string)[] }; Returns: undefined
                           },
"free_months":
{ Args: Record<PropertyKey, never>; Returns: {
              "credits": number,"held_elsewhere": boolean,"unused": number
            }[]
                           },
"fulfil_purchase":
{ Args: { "p_credits": number,"p_payment_id": string,"p_price_id": string,"p_session_id": string,"p_user_id": string }; Returns: boolean
                           },
"generation_limits":
{ Args: Record<PropertyKey, never>; Returns: {
              "running": number,"waiting": number
            }[]
                           },
"has_tier":
{ Args: { "p_tier": string }; Returns: boolean
                           },
"is_active_user":
{ Args: Record<PropertyKey, never>; Returns: boolean
                           },
"is_mail_domain_refused":
{ Args: { "p_email": string }; Returns: boolean
                           },
"list_user_files":
{ Args: { "p_after"?: string,"p_limit"?: number,"p_user_id": string }; Returns: string[]
                           },
"mark_customer_deleted":
{ Args: { "p_customer_id": string,"p_ticket": number }; Returns: boolean
                           },
"mark_price_deleted":
{ Args: { "p_id": string,"p_ticket": number }; Returns: boolean
                           },
"mark_product_deleted":
{ Args: { "p_id": string,"p_ticket": number }; Returns: boolean
                           },
"next_files_to_remove":
{ Args: { "p_limit"?: number }; Returns: string[]
                           },
"next_month":
{ Args: Record<PropertyKey, never>; Returns: {
              "begins_at": string,"credits": number,"full_credits": number,"held_elsewhere": boolean,"inherited": boolean,"payment_due": boolean,"plan_ends": boolean
            }[]
                           },
"next_stripe_ticket":
{ Args: { "p_account"?: Json }; Returns: number
                           },
"open_tiers":
{ Args: Record<PropertyKey, never>; Returns: string[]
                           },
"own_stripe_account":
{ Args: { "p_account": Json }; Returns: Json
                           },
"packs_below_plans":
{ Args: Record<PropertyKey, never>; Returns: string[]
                           },
"plan_offers":
{ Args: Record<PropertyKey, never>; Returns: {
              "full_credits": number,"full_from": string,"price_id": string,"trial_days": number,"upgrade_credits": number
            }[]
                           },
"premium_titles":
{ Args: Record<PropertyKey, never>; Returns: {
              "tier": string,"title": string,"translations": Json
            }[]
                           },
"published_tables":
{ Args: Record<PropertyKey, never>; Returns: string[]
                           },
"receive_stripe_event":
{ Args: { "p_created_at": string,"p_id": string,"p_object_id": string,"p_type": string }; Returns: Json
                           },
"recent_prompts":
{ Args: Record<PropertyKey, never>; Returns: {
              "last_used": string,"model_id": string,"prompt": string
            }[]
                           },
"recent_sign_ups":
{ Args: Record<PropertyKey, never>; Returns: Record<string, unknown>
                           },
"record_email_sent":
{ Args: { "p_customer_id": string,"p_email": string }; Returns: boolean
                           },
"record_progress":
{ Args: { "p_id": string,"p_live_status": string,"p_progress": number,"p_run_id": string }; Returns: string
                           },
"refresh_due_credits":
{ Args: { "p_limit"?: number }; Returns: number
                           },
"report":
{ Args: { "p_limit"?: number,"p_name": string }; Returns: Json[]
                           },
"report_names":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"require_active_user":
{ Args: { "p_user_id": string }; Returns: undefined
                           },
"shared":
{ Args: { "p_offset"?: number,"p_token": string }; Returns: Json
                           },
"sign_up_hook_works":
{ Args: Record<PropertyKey, never>; Returns: boolean
                           },
"start_generations":
{ Args: { "p_ids": (string)[],"p_inputs": Json,"p_model_id": string,"p_prompts": (string)[],"p_user_id": string }; Returns: Json
                           },
"start_storing":
{ Args: { "p_id": string,"p_storage_path": string }; Returns: boolean
                           },
"start_waiting_generation":
{ Args: { "p_user_id": string }; Returns: Json
                           },
"storage_policies":
{ Args: Record<PropertyKey, never>; Returns: string[]
                           },
"sync_customer":
{ Args: { "p_customer_id": string,"p_email"?: string,"p_ticket": number,"p_user_id": string }; Returns: string
                           },
"sync_payment":
{ Args: { "p_amount": number,"p_disputed": number,"p_event_id"?: string,"p_invoice_id"?: string,"p_payment_id": string,"p_refunded": number,"p_ticket": number,"p_withdrawn": number }; Returns: number
                           },
"sync_price":
{ Args: { "p_event_id"?: string,"p_price": Json,"p_ticket": number }; Returns: boolean
                           },
"sync_product":
{ Args: { "p_event_id"?: string,"p_product": Json,"p_ticket": number }; Returns: boolean
                           },
"sync_subscription":
{ Args: { "p_all_invoices"?: boolean,"p_event_id"?: string,"p_invoices"?: Json,"p_may_end"?: boolean,"p_subscription": Json,"p_ticket": number }; Returns: string
                           },
"tables_without_rls":
{ Args: Record<PropertyKey, never>; Returns: string[]
                           },
"trial_days":
{ Args: { "p_price_id": string,"p_user_id": string }; Returns: number
                           },
"unfinished_work":
{ Args: Record<PropertyKey, never>; Returns: Record<string, unknown>
                           },
"upload_quota":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"users_unknown_to_auth":
{ Args: { "p_limit"?: number }; Returns: {
              "columns": (string)[],"user_id": string
            }[]
                           },
"wait_again":
{ Args: { "p_id": string }; Returns: boolean
                           }
          }
          Enums: {
            "credit_kind": "free_month"|"plan_month"|"upgrade"|"taken_back"|"restored"|"duplicate"|"expired"|"reopened"|"debt"|"pack"|"adjustment"|"generation"|"refund"|"deduction","pricing_plan_interval": "day"|"week"|"month"|"year","pricing_type": "one_time"|"recurring","subscription_status": "trialing"|"active"|"canceled"|"incomplete"|"incomplete_expired"|"past_due"|"unpaid"|"paused"
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "public": {
          Enums: {
            "credit_kind": ["free_month", "plan_month", "upgrade", "taken_back", "restored", "duplicate", "expired", "reopened", "debt", "pack", "adjustment", "generation", "refund", "deduction"],"pricing_plan_interval": ["day", "week", "month", "year"],"pricing_type": ["one_time", "recurring"],"subscription_status": ["trialing", "active", "canceled", "incomplete", "incomplete_expired", "past_due", "unpaid", "paused"]
          }
        }
} as const
