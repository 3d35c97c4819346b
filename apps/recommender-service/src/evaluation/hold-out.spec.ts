import { heldOutSplit } from './hold-out.js';

describe('heldOutSplit', () => {
  it('holds out the last days, across a month end', () => {
    expect(heldOutSplit({ from: '2017-03-30', to: '2017-05-05' }, 7)).toEqual({
      from: '2017-03-30',
      cut: '2017-04-28',
      to: '2017-05-05',
      heldOutDays: 7,
    });
  });

  it('holds out half of the days of short logs', () => {
    expect(heldOutSplit({ from: '2017-03-01', to: '2017-03-04' }, 7)).toMatchObject({
      cut: '2017-03-02',
      heldOutDays: 2,
    });
  });

  it('holds out nothing of a single day', () => {
    expect(heldOutSplit({ from: '2017-03-01', to: '2017-03-01' }, 7)).toMatchObject({
      cut: '2017-03-01',
      heldOutDays: 0,
    });
  });
});
