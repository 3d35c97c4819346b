// e1dbecd418632c19176a898f8b9c7708d3b25da8565cd911a14a10ab33f2f552
export interface paths {
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Liveness: the process answers; touches nothing else */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It answers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @example ok */
                            status?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Readiness: the database answers and the schema is current; tells the model version served */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The Health Check is successful */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /**
                             * @example ok
                             * @enum {string}
                             */
                            status?: "ok" | "degraded";
                            /**
                             * @example {
                             *       "database": {
                             *         "status": "up",
                             *         "responseTime": 12
                             *       }
                             *     }
                             */
                            info?: {
                                [key: string]: {
                                    /** @enum {string} */
                                    status: "up" | "degraded" | "down";
                                    /** @description Time the health indicator took to respond, in ms */
                                    responseTime?: number;
                                } & {
                                    [key: string]: unknown;
                                };
                            } | null;
                            /** @example {} */
                            error?: {
                                [key: string]: {
                                    /** @enum {string} */
                                    status: "up" | "degraded" | "down";
                                    /** @description Time the health indicator took to respond, in ms */
                                    responseTime?: number;
                                } & {
                                    [key: string]: unknown;
                                };
                            } | null;
                            /**
                             * @example {
                             *       "database": {
                             *         "status": "up",
                             *         "responseTime": 12
                             *       }
                             *     }
                             */
                            details?: {
                                [key: string]: {
                                    /** @enum {string} */
                                    status: "up" | "degraded" | "down";
                                    /** @description Time the health indicator took to respond, in ms */
                                    responseTime?: number;
                                } & {
                                    [key: string]: unknown;
                                };
                            };
                        };
                    };
                };
                /** @description The Health Check is not successful */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /**
                             * @example error
                             * @enum {string}
                             */
                            status?: "error" | "shutting_down";
                            /**
                             * @example {
                             *       "database": {
                             *         "status": "up",
                             *         "responseTime": 12
                             *       }
                             *     }
                             */
                            info?: {
                                [key: string]: {
                                    /** @enum {string} */
                                    status: "up" | "degraded" | "down";
                                    /** @description Time the health indicator took to respond, in ms */
                                    responseTime?: number;
                                } & {
                                    [key: string]: unknown;
                                };
                            } | null;
                            /**
                             * @example {
                             *       "redis": {
                             *         "status": "down",
                             *         "message": "Could not connect",
                             *         "responseTime": 3005
                             *       }
                             *     }
                             */
                            error?: {
                                [key: string]: {
                                    /** @enum {string} */
                                    status: "up" | "degraded" | "down";
                                    /** @description Time the health indicator took to respond, in ms */
                                    responseTime?: number;
                                } & {
                                    [key: string]: unknown;
                                };
                            } | null;
                            /**
                             * @example {
                             *       "database": {
                             *         "status": "up",
                             *         "responseTime": 12
                             *       },
                             *       "redis": {
                             *         "status": "down",
                             *         "message": "Could not connect",
                             *         "responseTime": 3005
                             *       }
                             *     }
                             */
                            details?: {
                                [key: string]: {
                                    /** @enum {string} */
                                    status: "up" | "degraded" | "down";
                                    /** @description Time the health indicator took to respond, in ms */
                                    responseTime?: number;
                                } & {
                                    [key: string]: unknown;
                                };
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest jobs of all services */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
                    /** @description Only jobs of this kind */
                    kind?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobDto"][];
                    };
                };
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One job: state, progress, result or error */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Job id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobDto"];
                    };
                };
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Progress as server-sent events
         * @description Each event holds the job as JSON; the stream ends with the job.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Job id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description One event for each change of the job */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description A running job stops at its next safe point and leaves nothing half done.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Job id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobDto"];
                    };
                };
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/ingest/archives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Load a folder of archives, or one archive
         * @description Every content is loaded exactly once: what is known is passed over, a changed archive replaces its events. Archives that cannot be loaded are recorded with their reason, and the load goes on with the others. The result of the job counts archives by state, events by kind, rejected lines by reason and repairs by rule. With a sample, only events of that share of the users are loaded, the same users in all kinds and every time. Days that retention dropped stay dropped unless `includeDropped` is true.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LoadRequestDto"];
                };
            };
            responses: {
                /** @description The job has been queued; follow it at its Location or by server-sent events. */
                202: {
                    headers: {
                        /** @description Where to follow the job */
                        Location?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobDto"];
                    };
                };
                /** @description The path leads out of the logs folder */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description There is no such file or folder */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                408: components["responses"]["Problem408"];
                /** @description A job of this kind is waiting or running already. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                413: components["responses"]["Problem413"];
                415: components["responses"]["Problem415"];
                429: components["responses"]["Problem429"];
                /** @description The logs folder may not be read */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/ingest/archives/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Upload one archive of any size, and load it
         * @description The body is the archive, byte for byte, whatever Content-Type the request names. It is written to a temporary file, checked against the digest if one is sent, and loaded by a job under the name in the path; the file is removed when the job has ended. An upload that breaks off leaves nothing. Example: `curl -T 20170401_3_play.log.tar.gz -H "Authorization: Bearer <admin key>" http://localhost:3001/admin/ingest/archives/20170401_3_play.log.tar.gz`
         */
        put: {
            parameters: {
                query?: {
                    /** @description true: load the archive even when retention dropped its day */
                    includeDropped?: "true" | "false";
                };
                header?: {
                    /** @description sha-256=:<base64>: of the body (RFC 9530); or X-Checksum-Sha256 in hexadecimal */
                    "Content-Digest"?: string;
                };
                path: {
                    /** @description Name of the archive */
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": Blob | ReadableStream<Uint8Array>;
                };
            };
            responses: {
                /** @description The job has been queued; follow it at its Location or by server-sent events. */
                202: {
                    headers: {
                        /** @description Where to follow the job */
                        Location?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobDto"];
                    };
                };
                /** @description No name of an archive, no bytes, or another digest */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                408: components["responses"]["Problem408"];
                /** @description A job of this kind is waiting or running already. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                413: components["responses"]["Problem413"];
                429: components["responses"]["Problem429"];
                /** @description The folder for uploads cannot be written */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send plays, downloads and searches as they happen (write key)
         * @description Each event is read by the rules of the log archives and stored once, whatever is sent again. The answer says of each one whether it was accepted, known already, or rejected and why. What is accepted is in the rollup of its user and day, and in the songs, when the answer comes. A batch is stored whole or not at all.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EventBatchDto"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventBatchResultDto"];
                    };
                };
                /** @description No array of events, or too many days in one */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                /** @description The key is a read key */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                408: components["responses"]["Problem408"];
                /** @description More events or bytes than a batch may have */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                415: components["responses"]["Problem415"];
                429: components["responses"]["Problem429"];
                /** @description The day is being loaded; send it again */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingest/archives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of every archive: its state, its counts, and why it was refused */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
                    /** @description Only archives of this state */
                    state?: "loaded" | "partial" | "refused" | "duplicate" | "dropped";
                    /** @description `nextCursor` of the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Archives by name */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ArchivePageDto"];
                    };
                };
                /** @description A state, limit or cursor that is none */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingest/archives/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One archive: each reason and rule with its meaning, its count and masked samples */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Number of the archive */
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ArchiveDetailDto"];
                    };
                };
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description There is no archive of that number */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/exports/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events as CSV, under the column names of the original files
         * @description Streamed in constant memory, whatever the size, and in no order. What is exported can be loaded again and gives the same events. The table of features is served by the churn service, at the same path.
         */
        get: {
            parameters: {
                query?: {
                    /** @description First day */
                    from?: string;
                    /** @description Last day */
                    to?: string;
                    /** @description Only what was known at the end of this day: no event behind it */
                    snapshotDate?: string;
                };
                header?: never;
                path: {
                    /** @description Which events */
                    name: "play_ds.csv" | "down_ds.csv" | "search_ds.csv";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description CSV (RFC 4180) with header */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": Blob | ReadableStream<Uint8Array>;
                    };
                };
                /** @description A day that is none, or the first behind the last */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description There is no export of that name */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingest/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is loaded of every day and kind, and what is missing, partial or suspiciously small
         * @description A part is expected where more than half of the neighbouring days have it, and suspiciously small where it has far fewer lines than they have. Neighbouring days are the 7 before and the 7 after.
         */
        get: {
            parameters: {
                query?: {
                    /** @description First day; the first loaded day by default */
                    from?: string;
                    /** @description Last day; the last loaded day by default */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CoverageDto"];
                    };
                };
                /** @description No day, or a range that is reversed or too long */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingest/coverage.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a calendar, one a kind */
        get: {
            parameters: {
                query?: {
                    /** @description First day; the first loaded day by default */
                    from?: string;
                    /** @description Last day; the last loaded day by default */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A drawing */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/svg+xml": string;
                    };
                };
                /** @description No day, or a range that is reversed or too long */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingest/coverage.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as a page: the calendar, and every hole in words
         * @description It needs the read key like everything else: fetch it with `curl -o coverage.html` and open the file.
         */
        get: {
            parameters: {
                query?: {
                    /** @description First day; the first loaded day by default */
                    from?: string;
                    /** @description Last day; the last loaded day by default */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page without scripts */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
                /** @description No day, or a range that is reversed or too long */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingest/exclusions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users left out of both models, with the evidence, and those let in by hand */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
                    /** @description Only users who are excluded, or only those re-included by hand */
                    state?: "excluded" | "included";
                    /** @description `nextCursor` of the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExclusionPageDto"];
                    };
                };
                /** @description A state, limit or cursor that is none */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/ingest/exclusions/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Exclude a user, or let one in, by hand
         * @description Both services honour it at the next question. No rule overrules a decision made by hand.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description User id */
                    userId: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExclusionDecisionDto"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExclusionDto"];
                    };
                };
                /** @description No user id, or no decision with a reason */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                408: components["responses"]["Problem408"];
                /** @description User 0, the anonymous pool, is always excluded */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                413: components["responses"]["Problem413"];
                415: components["responses"]["Problem415"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/ingest/exclusions/recompute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Judge all users by the rules again
         * @description More than 24 hours of play in one day; and, when EXCLUDE_ABOVE_PERCENTILE is set, more plays than that percentile of users. The result of the job counts excluded users by reason.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The job has been queued; follow it at its Location or by server-sent events. */
                202: {
                    headers: {
                        /** @description Where to follow the job */
                        Location?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description A job of this kind is waiting or running already. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingest/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines, events, rejections and repairs by day, and the distributions of plays and completion */
        get: {
            parameters: {
                query?: {
                    /** @description First day; the first loaded day by default */
                    from?: string;
                    /** @description Last day; the last loaded day by default */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["QualityDto"];
                    };
                };
                /** @description No day, or a range that is reversed or too long */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingest/quality.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as a page of plots
         * @description It needs the read key like everything else: fetch it with `curl -o quality.html` and open the file.
         */
        get: {
            parameters: {
                query?: {
                    /** @description First day; the first loaded day by default */
                    from?: string;
                    /** @description Last day; the last loaded day by default */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page without scripts */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
                /** @description No day, or a range that is reversed or too long */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/ingest/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop all days before a day: events, rollups, event ids
         * @description Whole partitions go, one day after the other, so it costs little whatever they hold. The result of the job counts days, archives, events, rows of the rollup and bytes on disk; with `dryRun` it only counts. It waits while a load is running. Dropped days stay closed: neither archives nor posted events are taken into them, unless a load says `includeDropped`. Songs and their lengths stay. A day that would leave nothing, or that lies in the future, is refused (409) unless `everything` is true.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RetentionRequestDto"];
                };
            };
            responses: {
                /** @description The job has been queued; follow it at its Location or by server-sent events. */
                202: {
                    headers: {
                        /** @description Where to follow the job */
                        Location?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobDto"];
                    };
                };
                /** @description No day of the calendar */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                408: components["responses"]["Problem408"];
                /** @description A job of this kind is waiting or running already. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                413: components["responses"]["Problem413"];
                415: components["responses"]["Problem415"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        JobProgressDto: {
            /**
             * @description What the job is doing
             * @example loading archives
             */
            step: string;
            /**
             * @description Share done, 0 to 1; null while it cannot be known
             * @example 0.4
             */
            fraction: number | null;
            /**
             * @description Figures of this kind of job
             * @example {
             *       "archives": 12,
             *       "events": 310000
             *     }
             */
            detail: {
                [key: string]: unknown;
            };
        };
        JobDto: {
            /**
             * @description Job id
             * @example 0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b
             */
            id: string;
            /**
             * @description What kind of work it is
             * @example churn.retrain
             */
            kind: string;
            /**
             * @description Where it stands
             * @example running
             * @enum {string}
             */
            state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * @description What it was asked to do
             * @example {
             *       "path": "."
             *     }
             */
            input: {
                [key: string]: unknown;
            };
            progress: components["schemas"]["JobProgressDto"];
            /**
             * @description What came out, once it has succeeded
             * @example null
             */
            result: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Why it failed, in one sentence
             * @example null
             */
            error: string | null;
            /**
             * @description When it was asked for
             * @example 2026-11-24T15:00:00.000Z
             */
            createdAt: string;
            /**
             * @description When it began to run
             * @example 2026-11-24T15:00:00.300Z
             */
            startedAt: string | null;
            /**
             * @description When it ended
             * @example null
             */
            finishedAt: string | null;
        };
        ProblemDto: {
            /**
             * @description Always about:blank: the code says which problem it is
             * @example about:blank
             */
            type: string;
            /**
             * @description Short name of the status
             * @example Not found
             */
            title: string;
            /**
             * @description HTTP status code
             * @example 404
             */
            status: number;
            /**
             * @description What is wrong and what to do
             * @example No event of user 42 has been loaded.
             */
            detail: string;
            /**
             * @description Stable machine-readable code
             * @example user_unknown
             */
            code: string;
            /**
             * @description Path that was asked for
             * @example /churn/42
             */
            instance?: string;
            /**
             * @description Quote it when you report the problem; it is in the log too
             * @example req-1f
             */
            requestId: string;
            /**
             * @description Trace that the request belongs to, where the caller sent a traceparent
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            traceId?: string;
            /**
             * @description `validation_failed`: what is wrong with each member, ten problems at most
             * @example [
             *       "limit must be a whole number from 1 to 200"
             *     ]
             */
            errors?: string[];
        };
        LoadRequestDto: {
            /**
             * @description Folder or single archive, relative to the logs folder of the service (setting LOGS_DIR); "." is all of it
             * @example .
             */
            path: string;
            /**
             * @description Share of the users whose events are loaded; all when it is not given. Archives that are loaded with another sample are loaded anew
             * @example 0.1
             */
            sample?: number;
            /**
             * @description Another seed, other users
             * @default 0
             * @example 0
             */
            seed?: number;
            /**
             * @description Load archives of days that retention dropped, too
             * @default false
             * @example false
             */
            includeDropped?: boolean;
        };
        EventDto: {
            /**
             * @description The sender's own id of the event, 1 to 100 characters; an id is taken once a day
             * @example b7d1c1e2-41
             */
            eventId: string;
            /**
             * @description What happened
             * @example play
             * @enum {string}
             */
            kind: "play" | "download" | "search";
            /**
             * @description When. Its date, as written, is the day of the event: the offset does not shift it. Not more than a day ahead.
             * @example 2017-05-13T20:15:00+08:00
             */
            happenedAt: string;
            /**
             * @description User id; a text, since JSON numbers lose digits beyond 2^53
             * @example 168550892
             */
            userId: string | number;
            /**
             * @description ar, ip, mc or wp; any other is stored as other
             * @example ar
             */
            device?: string;
            /**
             * @description Plays and downloads: the song; left out when it is unknown
             * @example 15249349
             */
            songId?: string | number;
            /**
             * @description Plays: song type
             * @example 0
             */
            songType?: number;
            /**
             * @description Plays and downloads: title
             * @example 刚好遇见你
             */
            title?: string;
            /**
             * @description Plays and downloads: singer
             * @example 李玉刚
             */
            singer?: string;
            /**
             * @description Plays: how long it was played, in seconds
             * @example 200
             */
            playSeconds?: number;
            /**
             * @description Plays: length of the song in seconds; 0 when unknown
             * @example 202
             */
            songSeconds?: number;
            /**
             * @description Searches: the query, as plain text
             * @example 李玉刚
             */
            query?: string;
            /**
             * @description Plays and downloads: the `recommendationId` of the recommendation that it followed from
             * @example 0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b
             */
            recommendationId?: string;
        };
        EventBatchDto: {
            /** @description Events, in any order; at most EVENTS_MAX_BATCH (1,000 by default) */
            events: components["schemas"]["EventDto"][];
        };
        EventOutcomeDto: {
            /**
             * @description The id that was sent; null when it was none
             * @example b7d1c1e2-41
             */
            eventId: string | null;
            /**
             * @description accepted: stored; duplicate: this id was stored before; rejected: not stored
             * @example accepted
             * @enum {string}
             */
            status: "accepted" | "duplicate" | "rejected";
            /**
             * @description Why it was rejected
             * @example user_id_malformed
             */
            reason: string | null;
            /**
             * @description The reason in a sentence
             * @example The user id is not a whole number from 0 to 2^63-1.
             */
            meaning: string | null;
            /**
             * @description Rules by which fields were repaired or left out
             * @example [
             *       "play_seconds_milliseconds"
             *     ]
             */
            repaired: string[];
        };
        EventBatchResultDto: {
            /**
             * @description Events stored
             * @example 998
             */
            accepted: number;
            /**
             * @description Events that were stored before
             * @example 1
             */
            duplicates: number;
            /**
             * @description Events refused
             * @example 1
             */
            rejected: number;
            /** @description What became of each event, in the order sent */
            events: components["schemas"]["EventOutcomeDto"][];
        };
        ArchiveDto: {
            /**
             * @description Number of the archive; each event carries it
             * @example 17
             */
            id: number;
            /**
             * @description File name
             * @example 20170401_3_play.log.tar.gz
             */
            name: string;
            /**
             * @description Kind of its events; null when the name is no log name
             * @example play
             * @enum {string|null}
             */
            kind: "play" | "download" | "search" | null;
            /**
             * @description Day in the name; null when there is none
             * @example 2017-04-01
             */
            day: string | null;
            /**
             * @description Part in the name
             * @example 3
             */
            part: number | null;
            /**
             * @description loaded: whole; partial: what is whole of a damaged archive; refused: nothing; duplicate: the content is loaded under another name; dropped: retention dropped all of its days
             * @example partial
             * @enum {string}
             */
            state: "loaded" | "partial" | "refused" | "duplicate" | "dropped";
            /**
             * @description Why it is not loaded whole; at a loaded archive: why a changed content of it was refused, its events staying
             * @example truncated
             */
            reason: string | null;
            /**
             * @description The reason in a sentence
             * @example The archive ends too early.
             */
            meaning: string | null;
            /**
             * @description SHA-256 of the file, in hexadecimal; null when it was not read
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256: string | null;
            /**
             * @description Bytes of the file
             * @example 29360128
             */
            byteCount: number;
            /**
             * @description Lines read: events and rejected lines
             * @example 2186906
             */
            lineCount: number;
            /**
             * @description Events loaded
             * @example 2186840
             */
            eventCount: number;
            /**
             * @description Rejected lines by reason
             * @example {
             *       "broken_row": 64,
             *       "count_line": 2
             *     }
             */
            rejected: {
                [key: string]: number;
            };
            /**
             * @description Events by repair rule
             * @example {
             *       "play_seconds_address": 12683,
             *       "song_id_unknown": 174952
             *     }
             */
            repaired: {
                [key: string]: number;
            };
            /**
             * @description When its load began
             * @example 2026-11-24T14:36:00.000Z
             */
            startedAt: string;
            /**
             * @description When its load ended
             * @example 2026-11-24T14:36:02.000Z
             */
            finishedAt: string | null;
        };
        ArchivePageDto: {
            /** @description Archives, by name */
            archives: components["schemas"]["ArchiveDto"][];
            /**
             * @description Give it as `cursor` to get the next page; null at the end
             * @example MjAxNzA0MDFfM19wbGF5LmxvZy50YXIuZ3o
             */
            nextCursor: string | null;
        };
        RuleCountDto: {
            /**
             * @description The reason or rule
             * @example play_seconds_address
             */
            name: string;
            /**
             * @description What it means, in a sentence
             * @example Play seconds followed by garbage with an address.
             */
            meaning: string;
            /**
             * @description Lines it was used on
             * @example 12683
             */
            count: number;
            /**
             * @description Up to three of these lines, masked: digits are 9, letters a, characters beyond ASCII 字. Posted events have none.
             * @example [
             *       "999999999→aa→9999999→9→字字→字字→999>=(999.9.999.9)aa→9→9"
             *     ]
             */
            samples: string[];
        };
        ArchiveDetailDto: {
            /**
             * @description Number of the archive; each event carries it
             * @example 17
             */
            id: number;
            /**
             * @description File name
             * @example 20170401_3_play.log.tar.gz
             */
            name: string;
            /**
             * @description Kind of its events; null when the name is no log name
             * @example play
             * @enum {string|null}
             */
            kind: "play" | "download" | "search" | null;
            /**
             * @description Day in the name; null when there is none
             * @example 2017-04-01
             */
            day: string | null;
            /**
             * @description Part in the name
             * @example 3
             */
            part: number | null;
            /**
             * @description loaded: whole; partial: what is whole of a damaged archive; refused: nothing; duplicate: the content is loaded under another name; dropped: retention dropped all of its days
             * @example partial
             * @enum {string}
             */
            state: "loaded" | "partial" | "refused" | "duplicate" | "dropped";
            /**
             * @description Why it is not loaded whole; at a loaded archive: why a changed content of it was refused, its events staying
             * @example truncated
             */
            reason: string | null;
            /**
             * @description The reason in a sentence
             * @example The archive ends too early.
             */
            meaning: string | null;
            /**
             * @description SHA-256 of the file, in hexadecimal; null when it was not read
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256: string | null;
            /**
             * @description Bytes of the file
             * @example 29360128
             */
            byteCount: number;
            /**
             * @description Lines read: events and rejected lines
             * @example 2186906
             */
            lineCount: number;
            /**
             * @description Events loaded
             * @example 2186840
             */
            eventCount: number;
            /**
             * @description Rejected lines by reason
             * @example {
             *       "broken_row": 64,
             *       "count_line": 2
             *     }
             */
            rejected: {
                [key: string]: number;
            };
            /**
             * @description Events by repair rule
             * @example {
             *       "play_seconds_address": 12683,
             *       "song_id_unknown": 174952
             *     }
             */
            repaired: {
                [key: string]: number;
            };
            /**
             * @description When its load began
             * @example 2026-11-24T14:36:00.000Z
             */
            startedAt: string;
            /**
             * @description When its load ended
             * @example 2026-11-24T14:36:02.000Z
             */
            finishedAt: string | null;
            /** @description Rejected lines by reason */
            rejections: components["schemas"]["RuleCountDto"][];
            /** @description Events by repair rule */
            repairs: components["schemas"]["RuleCountDto"][];
        };
        CoveragePartDto: {
            /**
             * @description Part; null: an archive of the whole day, collected events, or a day of which nothing is known
             * @example 3
             */
            part: number | null;
            /**
             * @description loaded; partial: what is whole of a damaged archive; small: loaded, but with suspiciously few lines; missing: expected from the neighbouring days; refused: nothing of it; duplicate: its content is loaded under another name; dropped: removed by retention
             * @example small
             * @enum {string}
             */
            state: "loaded" | "partial" | "small" | "missing" | "refused" | "duplicate" | "dropped";
            /**
             * @description Why it was refused or loaded in part
             * @example truncated
             */
            reason: string | null;
            /**
             * @description Bytes of its files
             * @example 20164332
             */
            byteCount: number | null;
            /**
             * @description Lines that became events
             * @example 1487003
             */
            lines: number;
            /**
             * @description Median of such lines on the 7 days before and after, same kind and part; null without neighbours
             * @example 2186840
             */
            usualLines: number | null;
        };
        CoverageDayDto: {
            /**
             * @description Day
             * @example 2017-04-14
             */
            day: string;
            /**
             * @description Kind of events
             * @example play
             * @enum {string}
             */
            kind: "play" | "download" | "search";
            /**
             * @description whole; hole: something is not there; dropped: removed by retention
             * @example hole
             * @enum {string}
             */
            state: "whole" | "hole" | "dropped";
            /**
             * @description What is not there, in a sentence; null when whole or dropped
             * @example part 1 small (68 % of the usual lines)
             */
            reason: string | null;
            /** @description Every part that is loaded, recorded or expected */
            parts: components["schemas"]["CoveragePartDto"][];
        };
        CoverageDto: {
            /**
             * @description First day looked at; null when nothing is loaded
             * @example 2017-03-30
             */
            from: string | null;
            /**
             * @description Last day looked at; null when nothing is loaded
             * @example 2017-05-12
             */
            to: string | null;
            /**
             * @description First day of which anything is loaded; earlier days are not listed
             * @example 2017-03-30
             */
            firstDay: string | null;
            /**
             * @description Last day of which anything is loaded; later days are not listed
             * @example 2017-05-12
             */
            lastDay: string | null;
            /**
             * @description Days and kinds with a hole
             * @example 12
             */
            holes: number;
            /** @description Every day and kind */
            days: components["schemas"]["CoverageDayDto"][];
        };
        ExclusionDto: {
            /**
             * @description User id
             * @example 751824
             */
            userId: string;
            /**
             * @description true: left out of both models; false: let in by hand, whatever the rules say
             * @example true
             */
            excluded: boolean;
            /**
             * @description over_24_hours, over_percentile, or what was given by hand
             * @example over_24_hours
             */
            reason: string;
            /**
             * @description Who decided
             * @example rule
             * @enum {string}
             */
            by: "rule" | "hand";
            /**
             * @description What the rule found: the day of most play, its seconds and how many days have too many; or the plays
             * @example {
             *       "day": "2017-04-02",
             *       "playSeconds": 1204113,
             *       "days": 31
             *     }
             */
            evidence: {
                [key: string]: unknown;
            };
            /**
             * @description Since when
             * @example 2026-11-24T14:36:00.000Z
             */
            since: string;
        };
        ExclusionPageDto: {
            /** @description Decisions, by user id */
            exclusions: components["schemas"]["ExclusionDto"][];
            /**
             * @description Give it as `cursor` to get the next page; null at the end
             * @example null
             */
            nextCursor: string | null;
        };
        ExclusionDecisionDto: {
            /**
             * @description true: left out of both models; false: let in, and no rule excludes this user again
             * @example true
             */
            excluded: boolean;
            /**
             * @description Why, in words for whoever reads the list
             * @example service account of the web radio
             */
            reason: string;
        };
        QualityDayDto: {
            /**
             * @description Day
             * @example 2017-04-01
             */
            day: string;
            /**
             * @description Lines read, rejected ones included
             * @example 2305641
             */
            lines: number;
            /**
             * @description Events by kind of log
             * @example {
             *       "play": 2186840,
             *       "download": 57000,
             *       "search": 61801
             *     }
             */
            events: {
                [key: string]: number;
            };
            /**
             * @description Rejected lines by reason
             * @example {
             *       "broken_row": 64
             *     }
             */
            rejected: {
                [key: string]: number;
            };
            /**
             * @description Events by repair rule
             * @example {
             *       "play_seconds_address": 12683
             *     }
             */
            repaired: {
                [key: string]: number;
            };
        };
        PlaysBinDto: {
            /**
             * @description Fewest plays of the bin, a power of two
             * @example 64
             */
            from: number;
            /**
             * @description Most plays of the bin
             * @example 127
             */
            to: number;
            /**
             * @description Users with so many plays in the range
             * @example 10412
             */
            users: number;
        };
        CompletionBinDto: {
            /**
             * @description Lowest share of the bin
             * @example 0.9
             */
            from: number;
            /**
             * @description Highest share of the bin
             * @example 1
             */
            to: number;
            /**
             * @description Days of users with such a mean share heard of a song
             * @example 84120
             */
            userDays: number;
        };
        QualityDto: {
            /**
             * @description First day looked at; null when nothing is loaded
             * @example 2017-03-30
             */
            from: string | null;
            /**
             * @description Last day looked at; null when nothing is loaded
             * @example 2017-05-12
             */
            to: string | null;
            /** @description Days of which anything was read */
            days: components["schemas"]["QualityDayDto"][];
            /** @description Users by plays in the range, excluded users left out */
            playsPerUser: components["schemas"]["PlaysBinDto"][];
            /** @description Days of users by the mean share heard of a song, excluded users left out */
            completion: components["schemas"]["CompletionBinDto"][];
        };
        RetentionRequestDto: {
            /**
             * @description First day that is kept: everything before it is dropped
             * @example 2017-04-15
             */
            before: string;
            /**
             * @description Drop nothing, only count what would go
             * @default false
             * @example true
             */
            dryRun?: boolean;
            /**
             * @description Meant even if no loaded day is left, or if the day lies in the future
             * @default false
             * @example false
             */
            everything?: boolean;
        };
    };
    responses: {
        /** @description The request is malformed; `detail` and `errors` say what is wrong with which member. */
        Problem400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description `key_missing`, `key_wrong`: send a key that is known. */
        Problem401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description `admin_key_needed`, `read_key_needed`, `write_key_needed`: this key may not do that. */
        Problem403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description `request_timeout`: the body did not arrive in time. */
        Problem408: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The body is larger than it may be. */
        Problem413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The body is of another media type than those taken. */
        Problem415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description `rate_limited`: too many requests with this key; `Retry-After` says when to go on. */
        Problem429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The database cannot be reached or the service is overloaded; try again after `Retry-After`. */
        Problem503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProblemDto"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
