import { chooseAccount, parsePasswd } from './account.js';

const PASSWD = `root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash
alice:x:1000:1000::/home/alice:/bin/bash
+::::::
`;

describe('the account PostgreSQL runs under', () => {
  it('is our own unless we are root', () => {
    expect(chooseAccount(null, PASSWD, 1000)).toBeNull();
  });

  it('is postgres for root, or nobody where there is no postgres', () => {
    expect(chooseAccount(null, PASSWD, 0)).toEqual({ name: 'postgres', uid: 101, gid: 104 });
    expect(chooseAccount(null, PASSWD.replace(/^postgres.*\n/m, ''), 0)?.name).toBe('nobody');
  });

  it('is the owner of data that exists already, but never root', () => {
    expect(chooseAccount(1000, PASSWD, 0)?.name).toBe('alice');
    expect(chooseAccount(0, PASSWD, 0)?.name).toBe('postgres');
    expect(chooseAccount(4711, PASSWD, 0)?.name).toBe('postgres');
  });

  it('says what to do when root finds no such account', () => {
    expect(() => chooseAccount(null, 'root:x:0:0::/root:/bin/sh\n', 0)).toThrow(/create one, or start as/);
  });

  it('reads only complete lines of the password file', () => {
    expect(parsePasswd(PASSWD).map((account) => account.name)).toEqual([
      'root',
      'nobody',
      'postgres',
      'alice',
    ]);
  });
});
