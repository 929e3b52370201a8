import type { InputField } from '@/lib/input-schema';
import { generator } from '@/texts';

import { cutOff, type Ratios } from './follow-picture';
import type { Draft } from './inputs';
import type { ShapeFields } from './shapes';

type Props = { fields: ShapeFields; values: Draft; images: InputField[]; ratios: Ratios };

/** How much of a picture does not fit into the size, for the picture that loses most. */
export function CutOff({ fields, values, images, ratios }: Props) {
  const size = { width: Number(values[fields.width.name]), height: Number(values[fields.height.name]) };
  const cuts = images.map(({ name, title }) => ({ title, share: cutOff(ratios[values[name] ?? ''] ?? NaN, size) }));
  const [most] = cuts.toSorted((one, other) => other.share - one.share);
  return most && most.share > 0 && <p className="text-muted-foreground mt-1 text-xs leading-4 lg:-mb-1">{generator.cutOff(most.title, most.share)}</p>;
}
