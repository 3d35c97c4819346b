// 55d94c948c1f7cbdd82a8ed077b1e750496c56e79c36993b6d23f570460a1d61
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
    "/admin/recommender/retrain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Train a new version on everything that is loaded
         * @description Judges it by the last days held out, fits it again on all days, stores it, and serves it at once when it beats popularity and is not worse than the live version.
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
    "/admin/recommender/tune": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Search for better parameters
         * @description Fits and judges on the days before those that versions are judged by: these are never read. The next retrain follows the best parameters unless `accept` is false or the present ones were as good.
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
                    "application/json": components["schemas"]["TuneRequestDto"];
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
                400: components["responses"]["Problem400"];
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
    "/recommend/tunings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All searches for parameters, newest first, with every trial */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Searches, newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TuningsDto"];
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
    "/admin/recommender/tunings/{id}/accepted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Let retrains follow a search, or not */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Number of the tuning */
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AcceptTuningDto"];
                };
            };
            responses: {
                /** @description The search as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TuningDto"];
                    };
                };
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description `tuning_unknown` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                408: components["responses"]["Problem408"];
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
    "/recommend/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of the recommender with their metrics, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description Page, counted from 1 */
                    page?: number;
                    /** @description How many entries a page has */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of versions; each report is at /recommend/models/:version */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecommenderVersionsDto"];
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
    "/recommend/models/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One model version with its report */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Version, counted from 1 */
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The version */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecommenderVersionDto"];
                    };
                };
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description `model_version_unknown` */
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
    "/recommend/models/{version}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of a version as a page with plots */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Version, counted from 1 */
                    version: number;
                };
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
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description `model_version_unknown` */
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
    "/admin/recommender/models/{version}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a version live in every running instance, without a restart
         * @description Answered once this instance serves it; other instances follow within a second.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Version, counted from 1 */
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The version that is live now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecommenderVersionDto"];
                    };
                };
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description `model_version_unknown` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                /** @description `model_refused`: did not pass the gate; `model_retired`: only its report is kept; `model_damaged`: its stored bytes cannot be read; `model_outdated`: they are of a layout that this program does not read: retrain */
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
    "/admin/recommender/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the version live again that was live before; once more brings this one back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The version that is live now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecommenderVersionDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description `no_earlier_version`, `model_damaged`, `model_outdated` */
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
    "/recommend/songs/{songId}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Songs that the same people like
         * @description By the cosine of their vectors.
         */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
                };
                header?: never;
                path: {
                    /** @description Song id */
                    songId: string;
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
                        "application/json": components["schemas"]["SimilarSongsDto"];
                    };
                };
                /** @description The id or a member is malformed. */
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
                /** @description The song occurs in no event. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                /** @description No model is live yet. */
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recommend/popular": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Songs with most listeners
         * @description Over all days of the live model, or over the newest `days`, counted from the events at most a minute ago.
         */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
                    /** @description Counts the newest so many loaded days; without it all days behind the live model count */
                    days?: number;
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
                        "application/json": components["schemas"]["PopularSongsDto"];
                    };
                };
                /** @description The id or a member is malformed. */
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
                /** @description No model is live yet. */
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recommend/songs/{songId}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Users who should hear a song
         * @description Those who have met it already are left out. May be narrowed to a churn band and to users active of late. A known song outside the model gives an empty list and says why.
         */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
                    /** @description Only users of this churn band */
                    churnBand?: "low" | "medium" | "high";
                    /** @description Only users with an event on this day or later */
                    activeSince?: string;
                    /** @description `nextCursor` of the page before, all else asked as for the first page; only the limit may change */
                    cursor?: string;
                };
                header?: never;
                path: {
                    /** @description Song id */
                    songId: string;
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
                        "application/json": components["schemas"]["UsersForSongDto"];
                    };
                };
                /** @description An id, a member or the cursor is malformed. */
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
                /** @description The song occurs in no event. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                /** @description `model_version_changed`: another version answers than on the pages before; begin again. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                /** @description No model is live yet. */
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recommend/users/{userId}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Users with the same taste
         * @description By the cosine of their vectors; events of late count.
         */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
                };
                header?: never;
                path: {
                    /** @description User id */
                    userId: string;
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
                        "application/json": components["schemas"]["SimilarUsersDto"];
                    };
                };
                /** @description An id, a member or the cursor is malformed. */
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
                /** @description The user occurs in no event. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                /** @description No model is live yet. */
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recommend/winback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Users at risk, each with songs for them
         * @description By the newest churn scores, most at risk first; excluded users are left out.
         */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
                    /** @description Churn band of the users */
                    band?: "low" | "medium" | "high";
                    /** @description Songs for each user */
                    songs?: number;
                    /** @description `nextCursor` of the page before, with the same band */
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
                        "application/json": components["schemas"]["WinbackDto"];
                    };
                };
                /** @description An id, a member or the cursor is malformed. */
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
                /** @description No model is live yet. */
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recommend/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Songs for many users at once, at most 200 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BatchBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BatchDto"];
                    };
                };
                /** @description The body is malformed or longer than it may be. */
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
                413: components["responses"]["Problem413"];
                415: components["responses"]["Problem415"];
                429: components["responses"]["Problem429"];
                /** @description No model is live yet. */
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
    "/recommend/guest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Songs for a guest by a posted history
         * @description The history is folded into the live model and not stored. Without a known song the list is popular, marked as such.
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
                    "application/json": components["schemas"]["GuestBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SongListDto"];
                    };
                };
                /** @description The body is malformed or longer than it may be. */
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
                413: components["responses"]["Problem413"];
                415: components["responses"]["Problem415"];
                429: components["responses"]["Problem429"];
                /** @description No model is live yet. */
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
    "/recommend/impressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record which songs of an answer were shown
         * @description May be sent again: a song counts once an answer. Plays and downloads name the same id in POST /events.
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
                    "application/json": components["schemas"]["ImpressionsBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImpressionsDto"];
                    };
                };
                /** @description The body is malformed; `recommendation_id_invalid`. */
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
    "/recommend/outcomes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of the songs shown, by version and source, and by the variants of trials
         * @description Days are those on which the songs were shown; events may have followed later.
         */
        get: {
            parameters: {
                query?: {
                    /** @description First day, UTC; without it 30 days ago */
                    from?: string;
                    /** @description Last day, UTC; without it today */
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
                        "application/json": components["schemas"]["OutcomesDto"];
                    };
                };
                /** @description A day is malformed, or the days are in the wrong order. */
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
    "/admin/recommender/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All trials, newest first; one that runs has no end yet */
        get: {
            parameters: {
                query?: never;
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
                        "application/json": components["schemas"]["ExperimentsDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                429: components["responses"]["Problem429"];
                503: components["responses"]["Problem503"];
            };
        };
        put?: never;
        /**
         * Try a version beside the live one
         * @description Users are assigned by a hash of trial and user: stable, and without a table. Until an instance has loaded the challenger, a few seconds, the live version answers everybody.
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
                    "application/json": components["schemas"]["ExperimentBody"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExperimentDto"];
                    };
                };
                /** @description The body is malformed. */
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
                /** @description `model_version_unknown` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                408: components["responses"]["Problem408"];
                /** @description `challenger_not_ready`, `experiment_running` */
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
    "/admin/recommender/experiments/running": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End the running trial: the live version answers everybody */
        delete: {
            parameters: {
                query?: never;
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
                        "application/json": components["schemas"]["ExperimentDto"];
                    };
                };
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description `no_experiment` */
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
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/songs/hidden": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Songs that are in no list, by song id */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
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
                        "application/json": components["schemas"]["HiddenSongPageDto"];
                    };
                };
                /** @description A limit or cursor that is none */
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
    "/admin/songs/{songId}/hidden": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Hide a song from every list, or show it again
         * @description Holds from the next request on, in every instance. A song may be hidden before any event of it is loaded.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Song id */
                    songId: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["HiddenSongBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HiddenSongDto"];
                    };
                };
                /** @description The id or the body is malformed. */
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
    "/recommend/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Songs for a user
         * @description Events posted to ingest-service count at once. Songs already played are left out. A user without a history, or an excluded one, gets popular songs, marked as such. Pages neither repeat nor skip songs while the model version stays.
         */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
                    /** @description Song ids to leave out, by comma; at most 500 */
                    exclude?: string;
                    /** @description Song ids to choose from, by comma; at most 500. Without it all songs of the model */
                    include?: string;
                    /** @description Whether songs already played may be in the list */
                    includePlayed?: boolean;
                    /** @description From 0, best first, to 1, different ones first; above 0 the list is drawn from the best 500 songs */
                    diversity?: number;
                    /** @description Leaves out songs with a lower score */
                    minScore?: number;
                    /** @description `nextCursor` of the page before, all else asked as for the first page; only the limit may change */
                    cursor?: string;
                };
                header?: never;
                path: {
                    /** @description User id */
                    userId: string;
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
                        "application/json": components["schemas"]["SongsForUserDto"];
                    };
                };
                /** @description A member is malformed, or the cursor: `cursor_invalid`, `cursor_of_another_question`. */
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
                /** @description The user occurs in no event. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                /** @description `model_version_changed`: another version answers than on the pages before; begin again. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                /** @description No model is live yet. */
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
        put?: never;
        post?: never;
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
        TuneRequestDto: {
            /**
             * @description Most fits to try
             * @default 24
             */
            trials?: number;
            /**
             * @description Longest vectors to try; those of the present length are tried whatever it says
             * @default 128
             */
            mostFactors?: number;
            /**
             * @description Whether the next retrain follows what was found, where it was better than the present parameters
             * @default true
             */
            accept?: boolean;
        };
        TunedParametersDto: {
            /**
             * @description Length of a vector
             * @example 64
             */
            factors: number;
            /**
             * @description Confidence is 1 + alpha w
             * @example 3
             */
            alpha: number;
            /**
             * @description Strength of the regularisation
             * @example 10
             */
            regularization: number;
            /**
             * @description 0: all vectors alike; 1: in proportion to frequency
             * @example 0.5
             */
            frequencyExponent: number;
            /**
             * @description Days after which an event weighs half; 0: age does not matter
             * @example 30
             */
            halfLifeDays: number;
        };
        TuningDto: {
            /**
             * @description Number of the tuning
             * @example 2
             */
            id: number;
            /**
             * @description First day of the events
             * @example 2017-03-30
             */
            dataFrom: string;
            /**
             * @description Last day that trials were fitted on
             * @example 2017-04-28
             */
            cut: string;
            /**
             * @description Last day that judged them; the days a version is judged by come later and were not read
             * @example 2017-05-05
             */
            dataTo: string;
            /** @description The parameters it began with */
            start: components["schemas"]["TunedParametersDto"];
            /** @description The best it found */
            best: components["schemas"]["TunedParametersDto"];
            /**
             * @description NDCG@20 and Recall@20 of every trial, and of popularity and item neighbours on the same days
             * @example {
             *       "trials": [
             *         {
             *           "parameters": {
             *             "factors": 32,
             *             "alpha": 3
             *           },
             *           "ndcg": 0.0712,
             *           "recall": 0.094
             *         }
             *       ],
             *       "evaluatedUsers": 2000
             *     }
             */
            report: {
                [key: string]: unknown;
            };
            /**
             * @description Whether retrains may follow it; the newest accepted one decides
             * @example true
             */
            accepted: boolean;
            /**
             * @description When it was stored
             * @example 2026-11-24T15:00:00.000Z
             */
            createdAt: string;
        };
        TuningsDto: {
            /** @description Newest first */
            tunings: components["schemas"]["TuningDto"][];
        };
        AcceptTuningDto: {
            /**
             * @description false: retrains follow an earlier accepted tuning, or the settings
             * @example true
             */
            accepted: boolean;
        };
        RecommenderVersionSummaryDto: {
            /**
             * @description Version, counted from 1
             * @example 3
             */
            version: number;
            /**
             * @description live: answers requests. ready: passed the gate, not live. refused: did not pass the gate. retired: only its report is kept
             * @example live
             * @enum {string}
             */
            state: "live" | "ready" | "refused" | "retired";
            /**
             * Format: date-time
             * @description When it was stored
             * @example 2026-11-24T15:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date
             * @description First day of the logs it learned from
             * @example 2017-03-30
             */
            dataFrom: string | null;
            /**
             * Format: date
             * @description Last day of the logs it learned from
             * @example 2017-05-12
             */
            dataTo: string | null;
            /**
             * @description Seed of everything random in it
             * @example 42
             */
            seed: number;
            /**
             * @description Settings it was trained with
             * @example {
             *       "featureDays": 30
             *     }
             */
            parameters: {
                [key: string]: unknown;
            };
            /** @description Why it went live or not */
            gate: components["schemas"];
            /**
             * @description Version of the program that trained it
             * @example 0.1.0
             */
            codeVersion: string;
            /**
             * @description Whether it learned from generated logs
             * @example false
             */
            synthetic: boolean;
            /** @description How good it is; everything else is in the report of the version */
            metrics: components["schemas"];
        };
        RecommenderVersionsDto: {
            /**
             * @description How many entries there are on all pages
             * @example 14
             */
            total: number;
            /**
             * @description The page after this one; null at the end
             * @example 2
             */
            nextPage: number | null;
            /** @description Newest first */
            models: components["schemas"]["RecommenderVersionSummaryDto"][];
        };
        RecommenderVersionDto: {
            /**
             * @description Version, counted from 1
             * @example 3
             */
            version: number;
            /**
             * @description live: answers requests. ready: passed the gate, not live. refused: did not pass the gate. retired: only its report is kept
             * @example live
             * @enum {string}
             */
            state: "live" | "ready" | "refused" | "retired";
            /**
             * Format: date-time
             * @description When it was stored
             * @example 2026-11-24T15:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date
             * @description First day of the logs it learned from
             * @example 2017-03-30
             */
            dataFrom: string | null;
            /**
             * Format: date
             * @description Last day of the logs it learned from
             * @example 2017-05-12
             */
            dataTo: string | null;
            /**
             * @description Seed of everything random in it
             * @example 42
             */
            seed: number;
            /**
             * @description Settings it was trained with
             * @example {
             *       "featureDays": 30
             *     }
             */
            parameters: {
                [key: string]: unknown;
            };
            /** @description Why it went live or not */
            gate: components["schemas"];
            /**
             * @description Version of the program that trained it
             * @example 0.1.0
             */
            codeVersion: string;
            /**
             * @description synthetic: whether the logs were generated. readAt: events received later are not in it. data: window and sizes. evaluation: on the held-out days, by a fit that never saw them, for als, popularity, item neighbours and the version that was live: Recall, NDCG, MAP, hit rate, coverage and novelty at 10, 20 and 100, expected percentile, 95 % intervals, by activity of users and popularity of songs. fits: iterations, losses and a hash of the vectors. seconds: by step
             * @example {
             *       "synthetic": false,
             *       "data": {
             *         "from": "2017-03-30",
             *         "cut": "2017-05-05",
             *         "to": "2017-05-12",
             *         "heldOutDays": 7,
             *         "users": 18204,
             *         "songs": 23110
             *       },
             *       "evaluation": {
             *         "als": {
             *           "k": 20,
             *           "users": 3000,
             *           "recall": 0.094,
             *           "ndcg": 0.0712,
             *           "map": 0.031,
             *           "hitRate": 0.42
             *         },
             *         "popularity": {
             *           "k": 20,
             *           "users": 3000,
             *           "recall": 0.071,
             *           "ndcg": 0.0493,
             *           "map": 0.019,
             *           "hitRate": 0.36
             *         },
             *         "aheadOf": {
             *           "popularity": {
             *             "value": 0.0219,
             *             "low": 0.0181,
             *             "high": 0.0256
             *           }
             *         }
             *       }
             *     }
             */
            report: {
                [key: string]: unknown;
            };
        };
        SimilarSongDto: {
            /**
             * @description Song id
             * @example 15249349
             */
            songId: string;
            /**
             * @description Title; null when no archive names it
             * @example 演员
             */
            title: string | null;
            /**
             * @description Singer; null when no archive names one
             * @example 薛之谦
             */
            singer: string | null;
            /**
             * @description Cosine of the two vectors, -1 to 1
             * @example 0.87
             */
            similarity: number;
        };
        SimilarSongsDto: {
            /**
             * @description Song id
             * @example 15249349
             */
            songId: string;
            /**
             * @description Title; null when no archive names it
             * @example 演员
             */
            title: string | null;
            /**
             * @description Singer; null when no archive names one
             * @example 薛之谦
             */
            singer: string | null;
            /**
             * @description Model version that gave the whole answer
             * @example 3
             */
            modelVersion: number;
            /**
             * @description Last day of the events that the version learned from
             * @example 2017-05-12
             */
            dataTo: string | null;
            /**
             * @description Whether the model was trained on generated sample logs
             * @example false
             */
            synthetic: boolean;
            /** @description Most alike first */
            songs: components["schemas"]["SimilarSongDto"][];
            /**
             * @description Why the list is empty; null when it is not
             * @example null
             */
            reason: string | null;
        };
        PopularSongDto: {
            /**
             * @description Song id
             * @example 15249349
             */
            songId: string;
            /**
             * @description Title; null when no archive names it
             * @example 演员
             */
            title: string | null;
            /**
             * @description Singer; null when no archive names one
             * @example 薛之谦
             */
            singer: string | null;
            /**
             * @description Users who heard or downloaded it
             * @example 1204
             */
            listeners: number;
        };
        PopularSongsDto: {
            /** @description Most listeners first, ties by song id */
            songs: components["schemas"]["PopularSongDto"][];
            /**
             * @description First day counted
             * @example 2017-05-06
             */
            from: string | null;
            /**
             * @description Last day counted
             * @example 2017-05-12
             */
            to: string | null;
            /**
             * @description Model version whose days were counted; null when `days` were asked for
             * @example null
             */
            modelVersion: number | null;
        };
        InterestedUserDto: {
            /**
             * @description User id
             * @example 168550892
             */
            userId: string;
            /**
             * @description Device last used, as the logs name it
             * @example ar
             * @enum {string}
             */
            device: "ar" | "ip" | "mc" | "wp" | "other";
            /**
             * @description Predicted preference, about 0 to 1
             * @example 0.731204
             */
            score: number;
            /**
             * @description `als`: by the vector as it was trained; `fold-in`: by one that knows of events that came after the training
             * @example als
             * @enum {string}
             */
            source: "als" | "fold-in";
            /**
             * @description Churn band by the newest scores; null when the user was not scored
             * @example medium
             * @enum {string|null}
             */
            churnBand: "low" | "medium" | "high" | null;
            /**
             * @description Probability of churn by the newest scores; null when the user was not scored
             * @example 0.52
             */
            churnProbability: number | null;
        };
        UsersForSongDto: {
            /**
             * @description Song id
             * @example 15249349
             */
            songId: string;
            /**
             * @description Title; null when no archive names it
             * @example 演员
             */
            title: string | null;
            /**
             * @description Singer; null when no archive names one
             * @example 薛之谦
             */
            singer: string | null;
            /**
             * @description Model version that gave the whole answer
             * @example 3
             */
            modelVersion: number;
            /**
             * @description Last day of the events that the version learned from
             * @example 2017-05-12
             */
            dataTo: string | null;
            /**
             * @description Whether the model was trained on generated sample logs
             * @example false
             */
            synthetic: boolean;
            /** @description Most interested first, without those who have met the song already */
            users: components["schemas"]["InterestedUserDto"][];
            /**
             * @description Why the list is empty; null when it is not
             * @example null
             */
            reason: string | null;
            /**
             * @description Snapshot date of the churn scores used; null when nobody has been scored
             * @example 2017-05-12
             */
            churnSnapshotDate: string | null;
            /**
             * @description Send it as `cursor` for the next page; null on the last one
             * @example null
             */
            nextCursor: string | null;
        };
        SimilarUserDto: {
            /**
             * @description User id
             * @example 168550892
             */
            userId: string;
            /**
             * @description Device last used
             * @example ar
             * @enum {string}
             */
            device: "ar" | "ip" | "mc" | "wp" | "other";
            /**
             * @description Cosine of the two vectors, -1 to 1
             * @example 0.91
             */
            similarity: number;
        };
        SimilarUsersDto: {
            /**
             * @description Model version that gave the whole answer
             * @example 3
             */
            modelVersion: number;
            /**
             * @description Last day of the events that the version learned from
             * @example 2017-05-12
             */
            dataTo: string | null;
            /**
             * @description Whether the model was trained on generated sample logs
             * @example false
             */
            synthetic: boolean;
            /**
             * @description User id
             * @example 168550892
             */
            userId: string;
            /** @description Most alike first */
            users: components["schemas"]["SimilarUserDto"][];
            /**
             * @description Why the list is empty; null when it is not
             * @example null
             */
            reason: string | null;
        };
        BecauseSongDto: {
            /**
             * @description Song id
             * @example 15249349
             */
            songId: string;
            /**
             * @description Title; null when no archive names it
             * @example 演员
             */
            title: string | null;
            /**
             * @description Singer; null when no archive names one
             * @example 薛之谦
             */
            singer: string | null;
            /**
             * @description What this song of the own history adds to the score
             * @example 0.2117
             */
            contribution: number;
        };
        RecommendedSongDto: {
            /**
             * @description Song id
             * @example 15249349
             */
            songId: string;
            /**
             * @description Title; null when no archive names it
             * @example 演员
             */
            title: string | null;
            /**
             * @description Singer; null when no archive names one
             * @example 薛之谦
             */
            singer: string | null;
            /**
             * @description als, fold-in: predicted preference, about 0 to 1, comparable within a version. popular: share of users with a history who like the song
             * @example 0.731204
             */
            score: number;
            /**
             * @description als: trained vector. fold-in: a vector made of newer events too. popular: number of listeners
             * @example als
             * @enum {string}
             */
            source: "als" | "fold-in" | "popular";
            /** @description Up to three songs of the own history that speak most for this one; empty for popular songs */
            because: components["schemas"]["BecauseSongDto"][];
            /**
             * @description What all the rest adds: contributions and rest sum to the score
             * @example 0.31
             */
            rest: number;
        };
        WinbackUserDto: {
            /**
             * @description Model version that gave the whole answer
             * @example 3
             */
            modelVersion: number;
            /**
             * @description Last day of the events that the version learned from
             * @example 2017-05-12
             */
            dataTo: string | null;
            /**
             * @description Whether the model was trained on generated sample logs
             * @example false
             */
            synthetic: boolean;
            /**
             * @description Name it when the songs are shown and in the events that follow
             * @example r1.3.a.-.168550892.q1QxZp7sT0s
             */
            recommendationId: string;
            /** @description Best first, never padded: fewer than asked for when there are no more */
            songs: components["schemas"]["RecommendedSongDto"][];
            /**
             * @description Why the list is empty or not personal; null when it is neither
             * @example null
             */
            reason: string | null;
            /**
             * @description Plays and downloads after the training that the list takes into account
             * @example 2
             */
            freshEvents: number;
            /**
             * @description Which of two versions on trial answered; null when no trial runs
             * @example null
             * @enum {string|null}
             */
            variant: "control" | "challenger" | null;
            /**
             * @description User id
             * @example 168550892
             */
            userId: string;
            /**
             * @description Probability of churn, 0 to 1
             * @example 0.934
             */
            churnProbability: number;
            /**
             * @description Churn band
             * @example high
             * @enum {string}
             */
            churnBand: "low" | "medium" | "high";
        };
        WinbackDto: {
            /**
             * @description Snapshot date of the churn scores used; null when nobody has been scored
             * @example 2017-05-12
             */
            churnSnapshotDate: string | null;
            /** @description Most at risk first, each with songs */
            users: components["schemas"]["WinbackUserDto"][];
            /**
             * @description Why the list is empty; null when it is not
             * @example null
             */
            reason: string | null;
            /**
             * @description Send it as `cursor` for the next page; null on the last one
             * @example null
             */
            nextCursor: string | null;
        };
        BatchBody: {
            /**
             * @description User ids, 1 to 200; one that is named twice is answered twice
             * @example [
             *       "168550892",
             *       "168540348"
             *     ]
             */
            userIds: string[];
            /**
             * @description Songs for each user
             * @default 20
             * @example 20
             */
            limit?: number;
            /**
             * @description Whether songs already played may be in the lists
             * @default false
             * @example false
             */
            includePlayed?: boolean;
        };
        UserSongsDto: {
            /**
             * @description Model version that gave the whole answer
             * @example 3
             */
            modelVersion: number;
            /**
             * @description Last day of the events that the version learned from
             * @example 2017-05-12
             */
            dataTo: string | null;
            /**
             * @description Whether the model was trained on generated sample logs
             * @example false
             */
            synthetic: boolean;
            /**
             * @description Name it when the songs are shown and in the events that follow
             * @example r1.3.a.-.168550892.q1QxZp7sT0s
             */
            recommendationId: string;
            /** @description Best first, never padded: fewer than asked for when there are no more */
            songs: components["schemas"]["RecommendedSongDto"][];
            /**
             * @description Why the list is empty or not personal; null when it is neither
             * @example null
             */
            reason: string | null;
            /**
             * @description Plays and downloads after the training that the list takes into account
             * @example 2
             */
            freshEvents: number;
            /**
             * @description Which of two versions on trial answered; null when no trial runs
             * @example null
             * @enum {string|null}
             */
            variant: "control" | "challenger" | null;
            /**
             * @description User id
             * @example 168550892
             */
            userId: string;
        };
        BatchDto: {
            /** @description One list for each id, in the order of the ids; a user of whom nothing is known gets popular songs, marked as such. An id named twice has the same list twice, each with a recommendationId of its own */
            users: components["schemas"]["UserSongsDto"][];
        };
        GuestEventDto: {
            /**
             * @description Song id
             * @example 15249349
             */
            songId: string;
            /**
             * @description Kind of event
             * @default play
             * @example play
             * @enum {string}
             */
            kind?: "play" | "download";
            /**
             * @description Share of the song that was heard, 0 to 1; without it a play counts as one to the end
             * @default 1
             * @example 0.8
             */
            playedShare?: number;
        };
        GuestBody: {
            /** @description What the guest has played and downloaded, at most 1000 */
            events: components["schemas"]["GuestEventDto"][];
            /**
             * @description How many songs
             * @default 20
             * @example 20
             */
            limit?: number;
            /**
             * @description Song ids to leave out
             * @example [
             *       "6468891"
             *     ]
             */
            exclude?: string[];
            /**
             * @description Whether songs of the events may be in the list
             * @default false
             * @example false
             */
            includePlayed?: boolean;
            /**
             * @description From 0, best first, to 1, different ones first
             * @default 0
             * @example 0.3
             */
            diversity?: number;
        };
        SongListDto: {
            /**
             * @description Model version that gave the whole answer
             * @example 3
             */
            modelVersion: number;
            /**
             * @description Last day of the events that the version learned from
             * @example 2017-05-12
             */
            dataTo: string | null;
            /**
             * @description Whether the model was trained on generated sample logs
             * @example false
             */
            synthetic: boolean;
            /**
             * @description Name it when the songs are shown and in the events that follow
             * @example r1.3.a.-.168550892.q1QxZp7sT0s
             */
            recommendationId: string;
            /** @description Best first, never padded: fewer than asked for when there are no more */
            songs: components["schemas"]["RecommendedSongDto"][];
            /**
             * @description Why the list is empty or not personal; null when it is neither
             * @example null
             */
            reason: string | null;
            /**
             * @description Plays and downloads after the training that the list takes into account
             * @example 2
             */
            freshEvents: number;
            /**
             * @description Which of two versions on trial answered; null when no trial runs
             * @example null
             * @enum {string|null}
             */
            variant: "control" | "challenger" | null;
        };
        ImpressionsBody: {
            /**
             * @description `recommendationId` of the answer
             * @example r1.3.a.-.168550892.q1QxZp7sT0s
             */
            recommendationId: string;
            /**
             * @description Songs of the answer that were shown, 1 to 500
             * @example [
             *       "15249349",
             *       "6468891"
             *     ]
             */
            songIds: string[];
            /**
             * @description When they were shown; without it now
             * @example 2026-11-24T15:00:00.000Z
             */
            shownAt?: string;
        };
        ImpressionsDto: {
            /**
             * @description Songs recorded now
             * @example 2
             */
            recorded: number;
            /**
             * @description Songs that were recorded before
             * @example 0
             */
            duplicates: number;
        };
        RateDto: {
            /**
             * @description Share, 0 to 1
             * @example 0.12
             */
            value: number;
            /**
             * @description Lower end of the 95 % interval (Wilson)
             * @example 0.101
             */
            low: number;
            /**
             * @description Upper end of the 95 % interval (Wilson)
             * @example 0.142
             */
            high: number;
        };
        SourceOutcomeDto: {
            /**
             * @description Answers of which something was shown
             * @example 120
             */
            recommendations: number;
            /**
             * @description Songs shown
             * @example 1900
             */
            impressions: number;
            /**
             * @description Of these, played or downloaded with the id of the answer
             * @example 228
             */
            clicks: number;
            /**
             * @description Of these, downloaded
             * @example 31
             */
            downloads: number;
            /**
             * @description Of these, played to at least 80 %, by playSeconds and songSeconds of the event
             * @example 140
             */
            playThroughs: number;
            /** @description Clicks by impressions; null without any */
            clickRate: components["schemas"]["RateDto"] | null;
            /** @description Songs played through by clicks; null without any */
            playThroughRate: components["schemas"]["RateDto"] | null;
            /**
             * @description Model version
             * @example 3
             */
            modelVersion: number;
            /**
             * @description Source of the list
             * @example als
             * @enum {string}
             */
            source: "als" | "fold-in" | "popular";
        };
        TrialOutcomeDto: {
            /**
             * @description Answers of which something was shown
             * @example 120
             */
            recommendations: number;
            /**
             * @description Songs shown
             * @example 1900
             */
            impressions: number;
            /**
             * @description Of these, played or downloaded with the id of the answer
             * @example 228
             */
            clicks: number;
            /**
             * @description Of these, downloaded
             * @example 31
             */
            downloads: number;
            /**
             * @description Of these, played to at least 80 %, by playSeconds and songSeconds of the event
             * @example 140
             */
            playThroughs: number;
            /** @description Clicks by impressions; null without any */
            clickRate: components["schemas"]["RateDto"] | null;
            /** @description Songs played through by clicks; null without any */
            playThroughRate: components["schemas"]["RateDto"] | null;
            /**
             * @description Trial
             * @example 2
             */
            experimentId: number;
            /**
             * @description Name of the trial
             * @example 64 factors
             */
            name: string;
            /**
             * @description Which of the two versions
             * @example challenger
             * @enum {string}
             */
            variant: "control" | "challenger";
            /**
             * @description Versions that answered as this variant
             * @example [
             *       3
             *     ]
             */
            modelVersions: number[];
            /**
             * @description Users to whom something was shown
             * @example 104
             */
            users: number;
            /**
             * @description When the trial began
             * @example 2026-11-20T08:00:00.000Z
             */
            startedAt: string;
            /**
             * @description When it ended; null while it runs
             * @example null
             */
            endedAt: string | null;
        };
        OutcomesDto: {
            /**
             * @description First day counted, UTC
             * @example 2026-11-01
             */
            from: string;
            /**
             * @description Last day counted, UTC
             * @example 2026-11-24
             */
            to: string;
            /** @description By version and source, newest version first */
            bySource: components["schemas"]["SourceOutcomeDto"][];
            /** @description By trial and variant, newest trial first */
            byVariant: components["schemas"]["TrialOutcomeDto"][];
        };
        ExperimentBody: {
            /**
             * @description A name that no trial has had before
             * @example 64 factors
             */
            name: string;
            /**
             * @description Version to be tried beside the live one
             * @example 3
             */
            challengerVersion: number;
            /**
             * @description Share of users that the challenger answers
             * @default 0.5
             * @example 0.5
             */
            share?: number;
        };
        ExperimentDto: {
            /**
             * @description Trial
             * @example 2
             */
            id: number;
            /**
             * @description Its name
             * @example 64 factors
             */
            name: string;
            /**
             * @description Version tried beside the live one
             * @example 3
             */
            challengerVersion: number;
            /**
             * @description Share of users that the challenger answers
             * @example 0.5
             */
            share: number;
            /**
             * @description When it began
             * @example 2026-11-20T08:00:00.000Z
             */
            startedAt: string;
            /**
             * @description When it ended; null while it runs
             * @example null
             */
            endedAt: string | null;
        };
        ExperimentsDto: {
            /** @description Newest first; at most the first one runs */
            experiments: components["schemas"]["ExperimentDto"][];
        };
        ListedHiddenSongDto: {
            /**
             * @description Song id
             * @example 15249349
             */
            songId: string;
            /**
             * @description Title; null for a song that no archive has named
             * @example Quiet Feather
             */
            title: string | null;
            /**
             * @description Singer; null for a song that no archive has named
             * @example Paper Distants
             */
            singer: string | null;
            /**
             * @description When it was hidden
             * @example 2026-11-24T15:00:00.000Z
             */
            hiddenAt: string;
        };
        HiddenSongPageDto: {
            /** @description By song id */
            songs: components["schemas"]["ListedHiddenSongDto"][];
            /**
             * @description Give it as `cursor` to get the next page; null at the end
             * @example null
             */
            nextCursor: string | null;
        };
        HiddenSongBody: {
            /**
             * @description true: in no list from now on; false: in lists again
             * @example true
             */
            hidden: boolean;
        };
        HiddenSongDto: {
            /**
             * @description true: in no list from now on; false: in lists again
             * @example true
             */
            hidden: boolean;
            /**
             * @description Song id
             * @example 15249349
             */
            songId: string;
        };
        SongsForUserDto: {
            /**
             * @description Model version that gave the whole answer
             * @example 3
             */
            modelVersion: number;
            /**
             * @description Last day of the events that the version learned from
             * @example 2017-05-12
             */
            dataTo: string | null;
            /**
             * @description Whether the model was trained on generated sample logs
             * @example false
             */
            synthetic: boolean;
            /**
             * @description Name it when the songs are shown and in the events that follow
             * @example r1.3.a.-.168550892.q1QxZp7sT0s
             */
            recommendationId: string;
            /** @description Best first, never padded: fewer than asked for when there are no more */
            songs: components["schemas"]["RecommendedSongDto"][];
            /**
             * @description Why the list is empty or not personal; null when it is neither
             * @example null
             */
            reason: string | null;
            /**
             * @description Plays and downloads after the training that the list takes into account
             * @example 2
             */
            freshEvents: number;
            /**
             * @description Which of two versions on trial answered; null when no trial runs
             * @example null
             * @enum {string|null}
             */
            variant: "control" | "challenger" | null;
            /**
             * @description User id
             * @example 168550892
             */
            userId: string;
            /**
             * @description Send it as `cursor` for the next page; null on the last one
             * @example null
             */
            nextCursor: string | null;
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
