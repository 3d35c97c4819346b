import { Injectable } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';
import { OuterIds } from '../outer-ids/outer-ids.js';
import { fieldsOf } from './field.js';
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
    const of = metatype as ClassOf;
    if (this.ids.knownForm === 'numeric') return readInput(of, value, form, null);
    return this.ids.reading().then(async (ids) => {
      const sent = ids === null || type !== 'query' ? value : await this.withListsDivided(of, value);
      return readInput(of, sent, form, ids);
    });
  }

  /**
   * A query in which a list of text ids that was sent in one parameter, by comma, is a list: a text with a comma
   * that is no known id, but whose parts are.
   * @throws DomainError invalid (validation_failed) for another text with a comma that is no known id
   */
  private async withListsDivided(type: ClassOf, query: unknown): Promise<unknown> {
    const divided: Record<string, unknown> = { ...(query as object) };
    for (const [name, { idOf, list }] of fieldsOf(type)) {
      if (idOf === undefined || list === undefined || !Object.hasOwn(divided, name)) continue;
      const texts: unknown[] = [divided[name]].flat();
      const isJoined = (text: unknown): text is string => typeof text === 'string' && text.includes(',');
      const joined = new Set((await this.ids.unstored(idOf, texts.filter(isJoined))).values());
      if (joined.size === 0) continue;
      const parts = [...joined].flatMap((text) => text.split(','));
      const unknown = new Set((await this.ids.unstored(idOf, parts)).values());
      divided[name] = texts.flatMap((text) => {
        if (!joined.has(text as string)) return [text];
        const ids = (text as string).split(',');
        if (ids.some((id) => unknown.has(id))) throw noKnownList(name, idOf, text as string);
        return ids;
      });
    }
    return divided;
  }
}

function noKnownList(name: string, idOf: string, text: string): DomainError {
  const problem = `${name} names no known ${idOf} "${text}", nor are all its parts between commas known: repeat the parameter for each id, ${name}=a&${name}=b`;
  return new DomainError('invalid', 'validation_failed', `${problem}.`, { extra: { errors: [problem] } });
}
