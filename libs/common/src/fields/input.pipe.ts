import { Injectable } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { OuterIds } from '../outer-ids/outer-ids.js';
import type { ClassOf } from './field.js';
import { readInput } from './read-input.js';

/** Types that say nothing of members: the value stays as it was sent. */
const PLAIN = new Set<unknown>([undefined, Object, String, Number, Boolean, Array]);

/**
 * Reads bodies, queries and path parameters by the fields of the class that the handler names. Ids become
 * internal ones.
 */
@Injectable()
export class InputPipe implements PipeTransform {
  constructor(private readonly ids: OuterIds) {}

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || PLAIN.has(metatype)) return value;
    const form = type === 'body' ? 'json' : 'text';
    const read = (ids: Awaited<ReturnType<OuterIds['reading']>>): unknown =>
      readInput(metatype as ClassOf, value, form, ids);
    return this.ids.knownForm === 'numeric' ? read(null) : this.ids.reading().then(read);
  }
}
