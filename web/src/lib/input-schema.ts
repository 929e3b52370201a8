import * as z from 'zod/mini';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const property = z.object({
  type: z.enum(['string', 'integer', 'number', 'boolean']),
  title: z.optional(z.string()),
  description: z.optional(z.string()),
  default: z.optional(scalar),
  enum: z.optional(z.array(z.union([z.string(), z.number()]))),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  multipleOf: z.optional(z.number()),
  minLength: z.optional(z.number()),
  maxLength: z.optional(z.number()),
  pattern: z.optional(z.string()),
  'x-widget': z.optional(z.enum(['text', 'textarea', 'number', 'select', 'image'])),
  'x-order': z.optional(z.number()),
});

const inputSchema = z.object({
  properties: z.record(z.string(), property),
  required: z.optional(z.array(z.string())),
  'x-prompt': z.string(),
});

export type Scalar = z.infer<typeof scalar>;
/** What a model was given: texts, numbers, and pictures as paths in the bucket. */
export type Inputs = Record<string, Scalar>;

/** One input of a model, as the form draws it. */
export type InputField = {
  name: string;
  title: string;
  required: boolean;
  widget: 'text' | 'textarea' | 'number' | 'select' | 'image' | 'checkbox';
  property: z.infer<typeof property>;
};

export type InputSchema = { fields: InputField[]; promptField: string };

/** The inputs in the order of the form; null for a schema that no form can be drawn from. */
export function parseInputSchema(schema: unknown): InputSchema | null {
  const parsed = z.safeParse(inputSchema, schema);
  if (!parsed.success) return null;
  const { properties, required = [], 'x-prompt': promptField } = parsed.data;
  const fields = Object.entries(properties).map(([name, definition]) => ({
    name,
    title: definition.title ?? name,
    required: required.includes(name),
    widget: widgetOf(definition),
    property: definition,
  }));
  return { fields: fields.toSorted(byOrder), promptField };
}

function widgetOf(definition: InputField['property']): InputField['widget'] {
  if (definition.type === 'boolean') return 'checkbox';
  if (definition.enum) return 'select';
  if (definition['x-widget'] === 'image') return 'image';
  if (definition.type !== 'string') return 'number';
  return definition['x-widget'] === 'textarea' ? 'textarea' : 'text';
}

function byOrder(one: InputField, other: InputField): number {
  return (one.property['x-order'] ?? Infinity) - (other.property['x-order'] ?? Infinity) || 0;
}
