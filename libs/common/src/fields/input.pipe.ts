import { Injectable } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { ClassOf } from './field.js';
import { readInput } from './read-input.js';

/** Types that say nothing of members: the value stays as it was sent. */
const PLAIN = new Set<unknown>([undefined, Object, String, Number, Boolean, Array]);

/** Reads bodies, queries and path parameters by the fields of the class that the handler names. */
@Injectable()
export class InputPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || PLAIN.has(metatype)) return value;
    return readInput(metatype as ClassOf, value, type === 'body' ? 'json' : 'text');
  }
}
