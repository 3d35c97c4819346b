import * as composed from './composed-fields.js';
import * as scalar from './scalar-fields.js';

/** Decorators of the members of bodies, queries, paths and answers: documentation, and checks of what is sent. */
export const Field = {
  boolean: scalar.BooleanField,
  count: scalar.CountField,
  day: scalar.DayField,
  enum: scalar.EnumField,
  id: scalar.IdField,
  ids: composed.IdListField,
  integer: scalar.IntegerField,
  integers: composed.IntegersField,
  map: composed.MapField,
  number: scalar.NumberField,
  object: composed.ObjectField,
  objects: composed.ObjectsField,
  rawObjects: composed.RawObjectsField,
  share: scalar.ShareField,
  text: scalar.TextField,
  texts: composed.TextsField,
  time: scalar.TimeField,
  uuid: scalar.UuidField,
  values: composed.ValuesField,
};
