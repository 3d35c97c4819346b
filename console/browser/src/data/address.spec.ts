import { idInPath, pageOfSong, pageOfUser } from './address.js';

/** As wouter reads addresses. */
const paramOf = (address: string): string => decodeURI(address).split('/')[2]!;

describe('addresses of users and songs', () => {
  it.each(['168550892', 'spotify:user:4u6', 'a/b', '%2F', '100 %', '用户', '?a=b&c#d', '...', '"<>'])(
    'hold the id %j',
    (id) => {
      expect(idInPath(paramOf(pageOfUser(id)))).toBe(id);
      expect(idInPath(paramOf(pageOfSong(id)))).toBe(id);
    },
  );

  it('are as before for whole numbers, and may be typed by hand', () => {
    expect(pageOfUser('168550892')).toBe('/people/168550892');
    expect(idInPath(paramOf('/people/spotify:user:4u6'))).toBe('spotify:user:4u6');
    expect(idInPath(paramOf('/people/100%25'))).toBe('100%');
  });
});
