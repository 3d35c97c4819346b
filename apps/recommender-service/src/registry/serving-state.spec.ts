import { ServingStateChanges } from './serving-state.js';

it('reports each revision that is above all before, once, and none that comes late', () => {
  const changes = new ServingStateChanges();
  const seen: string[] = [];
  changes.onNewer('erasures', (revision) => seen.push(`erasures ${revision}`));
  changes.onNewer('namesRevision', (revision) => seen.push(`names ${revision}`));
  const publish = (erasures: number, namesRevision: number) =>
    changes.publish({ hiddenRevision: 0, namesRevision, scenariosRevision: 0, erasures, experiment: null });
  publish(0, 3);
  publish(0, 3);
  publish(1, 3);
  publish(0, 2);
  publish(1, 4);
  expect(seen).toEqual(['erasures 0', 'names 3', 'erasures 1', 'names 4']);
});
