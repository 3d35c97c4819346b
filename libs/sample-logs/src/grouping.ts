/**
 * Lists the members of each group in their order: members of group g are at starts[g] .. starts[g + 1] - 1.
 */
export class Grouping {
  readonly starts: Uint32Array;
  readonly members: Uint32Array;

  constructor(memberCount: number, groupOf: (member: number) => number, groupCount: number) {
    this.starts = new Uint32Array(groupCount + 1);
    for (let i = 0; i < memberCount; i++) this.starts[groupOf(i) + 1]!++;
    for (let g = 0; g < groupCount; g++) this.starts[g + 1]! += this.starts[g]!;
    const next = this.starts.slice();
    this.members = new Uint32Array(memberCount);
    for (let i = 0; i < memberCount; i++) this.members[next[groupOf(i)]!++] = i;
  }

  size(group: number): number {
    return this.starts[group + 1]! - this.starts[group]!;
  }

  member(group: number, rank: number): number {
    return this.members[this.starts[group]! + rank]!;
  }
}
