import { numberedPage } from './request.dto.js';

describe('numberedPage', () => {
  it('names the next page until the last entry was shown', () => {
    expect(numberedPage({ page: 1, limit: 20 }).of(21)).toEqual({ total: 21, nextPage: 2 });
    expect(numberedPage({ page: 2, limit: 20 }).of(40)).toEqual({ total: 40, nextPage: null });
    expect(numberedPage({ page: 9, limit: 20 }).of(0)).toEqual({ total: 0, nextPage: null });
    expect(numberedPage({ page: 3, limit: 20 }).offset).toBe(40);
  });
});
