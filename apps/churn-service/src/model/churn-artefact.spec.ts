import { OutdatedModelError } from '#common/outdated-model';
import { randomUsers } from '../../../../test/support/fixtures/random-users.js';
import { chooseHere } from '../../../../test/support/fixtures/train-here.js';
import { decodeArtefact, encodeArtefact } from './churn-artefact.js';
import type { ChurnArtefact } from './churn-artefact.js';

let artefact: ChurnArtefact;

beforeAll(async () => {
  artefact = await chooseHere({ ...randomUsers(600), models: ['gradient-boosting'] });
});

describe('the artefact of a churn model', () => {
  it('comes back as it was', () => {
    expect(decodeArtefact(encodeArtefact(artefact))).toEqual(artefact);
  });

  it('is refused when any byte of it was changed or cut off', () => {
    const bytes = encodeArtefact(artefact);
    for (let at = 8; at < bytes.length; at += Math.ceil(bytes.length / 50)) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(() => decodeArtefact(changed)).toThrow('damaged');
    }
    expect(() => decodeArtefact(bytes.subarray(0, bytes.length - 1))).toThrow('damaged');
  });

  it('is refused when it is of another format', () => {
    for (const bytes of ['', '{"format":1,"type":"logistic-regression"}', 'x'.repeat(200)])
      expect(() => decodeArtefact(Buffer.from(bytes))).toThrow(OutdatedModelError);
  });

  it('is refused when whole but made from other feature definitions, or of another model than it says', () => {
    const decode = (change: object) => () => decodeArtefact(encodeArtefact({ ...artefact, ...change }));
    expect(decode({ catalogueHash: 'other' })).toThrow(OutdatedModelError);
    expect(decode({ catalogueHash: 'other' })).toThrow('other feature definitions');
    expect(decode({ columns: artefact.columns.slice(1) })).toThrow(OutdatedModelError);
    expect(decode({ featureDays: 14 })).toThrow(OutdatedModelError);
    expect(decode({ model: 'random-forest' })).toThrow('is no random-forest');
    expect(decode({ served: { ...artefact.served, classifier: {} } })).toThrow(RangeError);
  });
});
