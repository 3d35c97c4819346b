import { UserCsv } from './user-csv.js';
import { VALUES } from './user-values.js';

async function read(text: string, pieceBytes = 1_000_000) {
  const bytes = Buffer.from(text);
  const csv = new UserCsv(false, VALUES);
  const lines = [];
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      await Promise.resolve();
      yield bytes.subarray(at, at + pieceBytes);
    }
  }
  for await (const some of csv.lines(pieces())) lines.push(...some);
  return { lines, problems: csv.problems, wrongLines: csv.wrongLines };
}

describe('UserCsv', () => {
  it('reads users and values, however the file is cut into pieces and its lines end', async () => {
    const text =
      '\uFEFF"user_id","value"\r\n1000,12.5\r\n"1001","3"\r\n\r\n 9223372036854775807 , 1e+05\n0007,0';
    const whole = await read(text);
    expect(whole).toEqual({
      lines: [
        { line: 2, userId: '1000', text: null, cells: ['12.5'] },
        { line: 3, userId: '1001', text: null, cells: ['3'] },
        { line: 5, userId: '9223372036854775807', text: null, cells: ['1e+05'] },
        { line: 6, userId: '0007', text: null, cells: ['0'] },
      ],
      problems: [],
      wrongLines: 0,
    });
    expect(await read(text, 1)).toEqual(whole);
    expect(await read(text, 7)).toEqual(whole);
  });

  it('names the line and the problem of what is wrong, the first ten, and gives no line after one', async () => {
    const wrong = [
      'x,1',
      '1,',
      '1,-1',
      '1,1e10',
      '1',
      '1,2,3',
      '9223372036854775808,1',
      `1,${'1'.repeat(200)}`,
    ];
    const { lines, problems } = await read(`user_id,value\n${wrong.join('\n')}\n5,5\n`);
    expect(lines).toEqual([]);
    expect(problems).toEqual([
      'line 2 has the user id "x", which is not a whole number from 0 to 9223372036854775807',
      'line 3 has the value "", which is not a number from 0 to 1000000000',
      'line 4 has the value "-1", which is not a number from 0 to 1000000000',
      'line 5 has the value "1e10", which is not a number from 0 to 1000000000',
      'line 6 has 1 cells, not 2',
      'line 7 has 3 cells, not 2',
      'line 8 has the user id "9223372036854775808", which is not a whole number from 0 to 9223372036854775807',
      'line 9 has more than 100 characters',
    ]);
    const many = await read(`user_id,value\n${'x\n'.repeat(25)}`);
    expect([many.problems.length, many.wrongLines]).toEqual([10, 25]);
  });

  it('wants its header, also of an empty file', async () => {
    for (const text of ['', 'id,value\n', '1,2\n'])
      expect((await read(text)).problems).toEqual(['line 1 is not the header user_id,value']);
    expect(await read('user_id,value')).toMatchObject({ lines: [], problems: [] });
  });

  it('does not hold a line that never ends', async () => {
    const { problems } = await read(`user_id,value\n1,${'1'.repeat(3_000_000)}`, 65_536);
    expect(problems).toEqual(['line 2 has more than 100 characters']);
  });
});
