/**
 * Thrown by a decoder for an artefact that is whole, but that another edition of the program wrote; the
 * message says what differs. Workers encode and decode too: so it is imported by itself, without Nest.
 */
export class OutdatedModelError extends Error {}
