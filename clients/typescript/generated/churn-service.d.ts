// 5d2a60285cd7b8ddd124c09cc496ab85539e1a724a6cc63775c5cc68b3e88036
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
    "/churn/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the churn model knows of a user: all features with unit and meaning
         * @description Those of the live version; before there is one, those that the next retraining would use.
         */
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
                        "application/json": components["schemas"]["FeaturesDto"];
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
    "/churn/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of the churn model with their metrics, newest first */
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
                /** @description A page of versions; each report is at /churn/models/:version */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChurnModelsDto"];
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
    "/churn/models/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version of the churn model with its report */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChurnModelDto"];
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
    "/churn/models/{version}/report": {
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
    "/admin/churn/models/{version}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a version live in every running instance, without a restart */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PromotionDto"];
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
                /** @description `model_refused`: failed the gate; `model_retired`: only its report is kept; `model_damaged`: its stored bytes are not those that were trained; `model_outdated`: it was made from other feature definitions than those of this program, or in a format that it does not read: retrain */
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
    "/admin/churn/rollback": {
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PromotionDto"];
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
    "/churn/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is this user about to leave, how sure is that, and why? */
        get: {
            parameters: {
                query?: {
                    /** @description Snapshot date to answer for; default is the newest complete day. A past day is answered as it was scored then */
                    asOf?: string;
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
                /** @description Risk at the newest complete day, or at the day asked for */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChurnScoreDto"];
                    };
                };
                /** @description The user id is no id, or the day no day */
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
                /** @description No score. `user_unknown`: no event was ever loaded; `user_outside_population`: no event in the feature window; `user_excluded`: a bot, a service account or the anonymous pool; `snapshot_unknown`: the day has not been loaded */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                /** @description `churn_model_missing`: nothing is trained yet */
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
    "/churn/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Risks of up to 1000 users, each with a status of its own */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ScoreBatchBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ScoreBatchDto"];
                    };
                };
                /** @description Too many ids, or one that is no id */
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
                /** @description `snapshot_unknown`: the day has not been loaded */
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
                /** @description `churn_model_missing`: nothing is trained yet */
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
    "/churn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is about to leave? Users ranked by probability, page by page */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
                    /** @description Only users of this band */
                    band?: "low" | "medium" | "high";
                    /** @description Only users with at least this probability */
                    minRisk?: number;
                    /** @description `nextCursor` of the page before; band and minRisk stay those of the first page */
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
                        "application/json": components["schemas"]["RankedUsersDto"];
                    };
                };
                /** @description `cursor_invalid`, `cursor_mismatch` */
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
                /** @description `scores_missing`: nobody has been scored yet */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                /** @description `cursor_outdated`: the scores were made anew */
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/churn/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All scores of a snapshot date as CSV, highest probability first */
        get: {
            parameters: {
                query?: {
                    /** @description Snapshot date to answer for; default is the newest complete day. A past day is answered as it was scored then */
                    asOf?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Streamed; a header line, then a line a user */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description `scores_missing`: nobody has been scored yet */
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
    "/admin/churn/score": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Score everybody by the live version at a snapshot date; scores of other days stay */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["ScoreBody"];
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
                /** @description `snapshot_unknown`: the day has not been loaded */
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
                503: components["responses"]["Problem503"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/churn/retrain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Train a new churn model on the newest closed snapshot, promote it if it is better, score everybody */
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
    "/churn/outcomes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How good were past scores, now that it is known who left? */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
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
    "/admin/churn/outcomes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare past scores whose label window has closed with what happened
         * @description Also the last step of every scoring and retraining; what has been compared already is left alone.
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
    "/admin/churn/backtest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What would retraining and scoring have been worth on past days?
         * @description Rolling origin: on each day a model is trained as a retraining of that day would have been, and predicts what came. Answers 409 `backtest_needs_more_days` when the loaded days are too few for the windows.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["BacktestBody"];
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
    "/churn/backtests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Backtests with measures by origin and pooled */
        get: {
            parameters: {
                query?: {
                    /** @description How many entries to return */
                    limit?: number;
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
                        "application/json": components["schemas"]["BacktestsDto"];
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
    "/churn/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Have the users changed since the model learned? Features and scores of two snapshots */
        get: {
            parameters: {
                query?: {
                    /** @description Earlier snapshot date; default is the one the live version learned from */
                    from?: string;
                    /** @description Later snapshot date; default is the newest complete day */
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
                        "application/json": components["schemas"]["DriftDto"];
                    };
                };
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description `snapshot_unknown`: a day has not been loaded */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                /** @description `churn_model_missing` */
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
    "/churn/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many users are worth a contact, and what does it earn beside simpler choices?
         * @description The cut is chosen on validation users and reported on test users; the plan applies it to the newest scores. A budget is that of the whole population; held-out users have their share of it.
         */
        get: {
            parameters: {
                query: {
                    /** @description What one contact costs, in any currency */
                    contactCost: number;
                    /** @description What a user is worth who would have churned and stays, in the same currency */
                    savedValue: number;
                    /** @description Share of contacted churners who stay because of the contact */
                    successRate: number;
                    /** @description Most to spend on contacts; no limit when left out */
                    budget?: number;
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
                        "application/json": components["schemas"]["DecisionDto"];
                    };
                };
                /** @description `validation_failed` */
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
                /** @description `scores_missing`: nobody has been scored yet */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                429: components["responses"]["Problem429"];
                /** @description `churn_model_missing` */
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
    "/admin/churn/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** When scoring and retraining begin by themselves, and how the newest of each went */
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
                        "application/json": components["schemas"]["SchedulesDto"];
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
    "/admin/exports/df_model_final.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The table that churn models learn from, as CSV
         * @description A line a user of the population: `uid`, every feature of the catalogue under its name (empty: never), `label` (1 churned, 0 not, empty while its window is open) and `snapshot_date`. Streamed, users ascending.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Last day that the features see. Default: the newest one whose label is known. Any loaded day may be asked for */
                    snapshotDate?: string;
                };
                header?: never;
                path?: never;
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
                400: components["responses"]["Problem400"];
                401: components["responses"]["Problem401"];
                403: components["responses"]["Problem403"];
                /** @description `nothing_loaded`: no day has been loaded */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDto"];
                    };
                };
                /** @description `snapshot_not_loaded`: the day is ahead of all loaded ones */
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
        FeatureDto: {
            /**
             * @description Name, the same in answers, exports and reports
             * @example freq_P_last_7
             */
            name: string;
            /**
             * @description What it is about; reasons are given by family
             * @example plays
             * @enum {string}
             */
            family: "presence" | "plays" | "downloads" | "searches" | "listening" | "device";
            /**
             * @description What a value of 1 is one of
             * @example events
             * @enum {string}
             */
            unit: "events" | "songs" | "singers" | "seconds" | "days" | "share" | "ratio" | "code";
            /**
             * @description What it says
             * @example Plays on the last 7 days, the snapshot date included
             */
            meaning: string;
            /**
             * @description Value of a user who did nothing of the kind; null where that is no number
             * @example 0
             */
            default: number | null;
            /**
             * @description How "never in the feature window" is kept apart from any number; null where it cannot be
             * @example null (no search in the feature window), never a number of days
             */
            never: string | null;
        };
        FeaturesDto: {
            /**
             * @description Counts the changes of the definitions
             * @example 4
             */
            edition: number;
            /**
             * @description SHA-256 of all definitions: a model made from others cannot be used and is refused
             * @example 9f2c…
             */
            hash: string;
            /**
             * @description Length of the feature window in days
             * @example 30
             */
            featureDays: number;
            /**
             * @description Live version of the churn model; null when there is none
             * @example 3
             */
            liveVersion: number | null;
            /** @description In the order that tables and models have them */
            features: components["schemas"]["FeatureDto"][];
        };
        ChurnModelSummaryDto: {
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
             * Format: date
             * @description Snapshot date it learned from
             * @example 2017-04-28
             */
            snapshotDate: string | null;
            /**
             * @description Whether it learned from generated logs
             * @example false
             */
            synthetic: boolean;
            /** @description How good it is; everything else is in the report of the version */
            metrics: components["schemas"];
        };
        ChurnModelsDto: {
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
            models: components["schemas"]["ChurnModelSummaryDto"][];
        };
        ChurnModelDto: {
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
             * Format: date
             * @description Snapshot date it learned from
             * @example 2017-04-28
             */
            snapshotDate: string | null;
            /**
             * @description Hash of the feature definitions
             * @example 9f2c…
             */
            catalogueHash: string | null;
            /**
             * @description Metrics on training and test users of the chosen model and of every model that was trained, with 95 % intervals and gains over recency; baselines; calibration; curves; slices; importances; top risk factors; the live version on the same users; later days (`outOfTime`); split, windows, holes; `synthetic` and `bestReachable` when the logs are generated
             * @example {
             *       "model": "gradient-boosting",
             *       "metrics": {
             *         "test": {
             *           "rocAuc": 0.9012,
             *           "prAuc": 0.93,
             *           "logLoss": 0.36
             *         }
             *       }
             *     }
             */
            report: {
                [key: string]: unknown;
            };
        };
        PromotionDto: {
            /** @description The version that is live now */
            model: components["schemas"]["ChurnModelDto"];
            /** @description Scores everybody by it; single users are answered by it at once, the ranked list afterwards */
            job: components["schemas"]["JobDto"];
        };
        BandCutsDto: {
            /**
             * @description Probability from which the band is medium
             * @example 0.4
             */
            mediumFrom: number;
            /**
             * @description Probability from which the band is high
             * @example 0.7
             */
            highFrom: number;
        };
        FreshnessDto: {
            /**
             * @description Newest day of which every kind has been loaded
             * @example 2017-05-12
             */
            newestLoadedDay: string;
            /**
             * @description When a day of the feature window was last loaded
             * @example 2026-11-24T02:10:00.000Z
             */
            newestLoadAt: string | null;
            /**
             * @description When the score was made
             * @example 2026-11-24T02:15:00.000Z
             */
            scoredAt: string;
            /**
             * @description stored: made when everybody was scored; computed: made for this answer
             * @example stored
             * @enum {string}
             */
            source: "stored" | "computed";
            /**
             * @description True when days of the feature window were loaded, replaced or removed after the score was made
             * @example false
             */
            stale: boolean;
        };
        ReasonDto: {
            /**
             * @description What it is about; features of one family mostly move together and are one reason
             * @example presence
             * @enum {string}
             */
            family: "presence" | "plays" | "downloads" | "searches" | "listening" | "device";
            /**
             * @description Feature of the family that stands out for this user
             * @example days_from_last_event
             */
            feature: string;
            /**
             * @description Its value; null is never within the feature window
             * @example 12
             */
            value: number | null;
            /**
             * @description Typical value among the users the model learned from; null where there is none
             * @example 7.31
             */
            reference: number | null;
            /**
             * @description Change of the log-odds of the probability by the whole family: with all others and a base they add up to it
             * @example 0.62
             */
            contribution: number;
            /**
             * @description Which way it moves the risk
             * @example raises
             * @enum {string}
             */
            direction: "raises" | "lowers";
            /**
             * @description The same in words
             * @example Last event 12 days before the snapshot date (typical: 7.3), which raises the risk.
             */
            sentence: string;
        };
        ChurnScoreDto: {
            /**
             * @description User id, as text since JSON numbers lose digits
             * @example 168550892
             */
            userId: string;
            /**
             * @description Probability of no event of the kinds below in the days after the snapshot date, 0 to 1
             * @example 0.734
             */
            probability: number;
            /**
             * @description Percentage of the population with a lower probability; null until everybody has been scored
             * @example 91.4
             */
            percentile: number | null;
            /**
             * @description Band of the probability
             * @example high
             * @enum {string}
             */
            band: "low" | "medium" | "high";
            /** @description Where the bands begin */
            bandCuts: components["schemas"]["BandCutsDto"];
            /**
             * @description Last day whose events the score has seen
             * @example 2017-05-12
             */
            snapshotDate: string;
            /**
             * @description Days after the snapshot date that the probability is about
             * @example 14
             */
            horizonDays: number;
            /**
             * @description Kinds of event that count as activity in those days
             * @example [
             *       "play",
             *       "download",
             *       "search"
             *     ]
             */
            activityKinds: string[];
            /**
             * @description Snapshot date the model learned from
             * @example 2017-04-28
             */
            trainedOnSnapshot: string;
            /**
             * @description True when every label the version learned from was known on the snapshot date. False: the version was applied to a past that it had learned from or beyond, so this is no forecast, and how well it fits says little
             * @example true
             */
            outOfTime: boolean;
            /**
             * @description Version of the churn model
             * @example 3
             */
            modelVersion: number;
            /**
             * @description What came of it; null until the days after the snapshot date have been loaded and compared
             * @example null
             * @enum {string|null}
             */
            outcome: "churned" | "stayed" | null;
            /** @description How fresh the score is */
            freshness: components["schemas"]["FreshnessDto"];
            /**
             * @description True when the loaded logs are generated sample logs
             * @example true
             */
            synthetic: boolean;
            /** @description What moves this user most, largest effect first; none where the version that made the score is retired */
            reasons: components["schemas"]["ReasonDto"][];
        };
        ScoreBatchBody: {
            /**
             * @description Snapshot date to answer for; default is the newest complete day. A past day is answered as it was scored then
             * @example 2017-05-12
             */
            asOf?: string;
            /**
             * @description User ids, answered in this order
             * @example [
             *       "168550892",
             *       "168550893"
             *     ]
             */
            userIds: string[];
        };
        BatchEntryDto: {
            /**
             * @description User id as asked
             * @example 168550892
             */
            userId: string;
            /**
             * @description scored; unknown: no event was ever loaded; excluded: a bot, a service account or the anonymous pool; outside_population: never scored, since there is no event in the feature window
             * @example scored
             * @enum {string}
             */
            status: "scored" | "unknown" | "excluded" | "outside_population";
            /** @description The risk, when scored */
            score: components["schemas"]["ChurnScoreDto"] | null;
            /**
             * @description Why there is none, otherwise
             * @example null
             */
            detail: string | null;
        };
        ScoreBatchDto: {
            /**
             * @description Snapshot date of all answers; null before anything has been loaded
             * @example 2017-05-12
             */
            snapshotDate: string | null;
            /** @description One for each id, in the order asked */
            results: components["schemas"]["BatchEntryDto"][];
        };
        RankedUserDto: {
            /**
             * @description User id
             * @example 168550892
             */
            userId: string;
            /**
             * @description Probability of churn, 0 to 1
             * @example 0.934
             */
            probability: number;
            /**
             * @description Percentage of the population with a lower probability
             * @example 99.2
             */
            percentile: number | null;
            /**
             * @description Band of the probability
             * @example high
             * @enum {string}
             */
            band: "low" | "medium" | "high";
            /** @description What moves this user most, largest effect first; none where the version that made the score is retired */
            reasons: components["schemas"]["ReasonDto"][];
        };
        RankedUsersDto: {
            /**
             * @description Last day whose events the scores have seen
             * @example 2017-05-12
             */
            snapshotDate: string;
            /**
             * @description Days after the snapshot date that they are about
             * @example 14
             */
            horizonDays: number;
            /**
             * @description Version of the churn model; the same on all pages
             * @example 3
             */
            modelVersion: number;
            /**
             * @description Users scored at this snapshot date, before any narrowing
             * @example 58123
             */
            population: number;
            /** @description Where the bands begin */
            bandCuts: components["schemas"]["BandCutsDto"];
            /** @description How fresh the scores are */
            freshness: components["schemas"]["FreshnessDto"];
            /**
             * @description True when the loaded logs are generated sample logs
             * @example true
             */
            synthetic: boolean;
            /** @description Highest probability first, then by user id */
            users: components["schemas"]["RankedUserDto"][];
            /**
             * @description Ask for the next page with it; null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        ScoreBody: {
            /**
             * @description Default: the newest complete day
             * @example 2017-05-12
             */
            snapshotDate?: string;
        };
        OutcomeDto: {
            /**
             * @description Users compared: those scored, without those excluded since
             * @example 57980
             */
            users: number;
            /**
             * @description Share who churned: the base rate
             * @example 0.37
             */
            churnRate: number;
            /**
             * @description Mean of the probabilities that were served
             * @example 0.36
             */
            meanProbability: number;
            /**
             * @description Area under the ROC curve; 0.5 is chance
             * @example 0.901
             */
            rocAuc: number | null;
            /**
             * @description Area under the precision-recall curve; the base rate is chance
             * @example 0.85
             */
            prAuc: number | null;
            /**
             * @description Mean squared error of the probability
             * @example 0.118
             */
            brier: number;
            /**
             * @description Mean negative log-likelihood, in nats
             * @example 0.371
             */
            logLoss: number;
            /**
             * @description ROC AUC, on the same users, of ranking by days since the last event
             * @example 0.889
             */
            recencyRocAuc: number | null;
        };
        SnapshotOutcomeDto: {
            /**
             * @description Last day whose events the scores had seen
             * @example 2017-04-28
             */
            snapshotDate: string;
            /**
             * @description Version that made them
             * @example 2
             */
            modelVersion: number;
            /**
             * @description Snapshot date the version learned from
             * @example 2017-04-14
             */
            trainedOnSnapshot: string;
            /**
             * @description True when every label the version learned from was known on the snapshot date; false: it was applied to the past
             * @example true
             */
            outOfTime: boolean;
            /**
             * @description Last day of the label window
             * @example 2017-05-12
             */
            closesOn: string;
            /**
             * @description Users scored
             * @example 58123
             */
            scoredUsers: number;
            /**
             * @description When they were scored
             * @example 2026-11-24T02:15:00.000Z
             */
            scoredAt: string;
            /**
             * @description When they were compared with what happened; null while the window is open or nobody has compared yet
             * @example 2026-12-08T02:15:00.000Z
             */
            comparedAt: string | null;
            /** @description How good they were */
            outcome: components["schemas"]["OutcomeDto"] | null;
        };
        OutcomesDto: {
            /**
             * @description True when the loaded logs are generated sample logs
             * @example true
             */
            synthetic: boolean;
            /** @description One for each snapshot date and version, newest first */
            snapshots: components["schemas"]["SnapshotOutcomeDto"][];
        };
        BacktestBody: {
            /**
             * @description Feature window in days; default is the setting
             * @example 14
             */
            featureDays?: number;
            /**
             * @description Label window in days, also the distance of origins; default is the setting
             * @example 7
             */
            labelDays?: number;
            /**
             * @description Origins at most, the newest ones
             * @default 12
             * @example 12
             */
            origins?: number;
            /**
             * @description Resamples of the bootstrap
             * @default 500
             * @example 500
             */
            resamples?: number;
        };
        BacktestOriginDto: {
            /**
             * @description Snapshot date that was predicted
             * @example 2017-05-05
             */
            scored: string;
            /**
             * @description Snapshot date that was learned from: the newest whose label window had closed by then
             * @example 2017-04-28
             */
            trained: string;
            /**
             * @description Users learned from
             * @example 15890
             */
            trainedUsers: number;
            /**
             * @description Users predicted
             * @example 16012
             */
            users: number;
            /**
             * @description Share of them who churned
             * @example 0.36
             */
            churnRate: number;
            /**
             * @description Area under the ROC curve
             * @example 0.901
             */
            rocAuc: number;
            /**
             * @description Area under the precision-recall curve
             * @example 0.848
             */
            prAuc: number;
            /**
             * @description Mean squared error of the probability
             * @example 0.118
             */
            brier: number;
            /**
             * @description Mean negative log-likelihood, in nats
             * @example 0.372
             */
            logLoss: number;
            /**
             * @description ROC AUC of ranking the same users by days since the last event
             * @example 0.889
             */
            recencyRocAuc: number;
            /**
             * @description Brier score of saying the churn rate of the users learned from, of everybody
             * @example 0.231
             */
            baseRateBrier: number;
        };
        IntervalDto: {
            /**
             * @description The measure itself
             * @example 0.902
             */
            value: number;
            /**
             * @description Lower end of the 95 % interval
             * @example 0.896
             */
            low: number;
            /**
             * @description Upper end of the 95 % interval
             * @example 0.908
             */
            high: number;
            /**
             * @description Standard error
             * @example 0.003
             */
            standardError: number;
        };
        PooledDto: {
            /**
             * @description Predictions over all origins
             * @example 48021
             */
            rows: number;
            /**
             * @description Users among them; they are what is resampled
             * @example 18233
             */
            users: number;
            /**
             * @description Resamples of the bootstrap
             * @example 500
             */
            resamples: number;
            rocAuc: components["schemas"]["IntervalDto"];
            prAuc: components["schemas"]["IntervalDto"];
            brier: components["schemas"]["IntervalDto"];
            logLoss: components["schemas"]["IntervalDto"];
            recencyRocAuc: components["schemas"]["IntervalDto"];
            /** @description ROC AUC minus that of recency, on the same resamples */
            gainOverRecency: components["schemas"]["IntervalDto"];
        };
        HoleDto: {
            /**
             * @description Day
             * @example 2017-04-09
             */
            day: string;
            /**
             * @description Kind of archive of which nothing was loaded
             * @example download
             */
            kind: string;
        };
        BacktestDto: {
            /**
             * @description Number of the backtest
             * @example 2
             */
            id: number;
            /**
             * @description When it was done
             * @example 2026-11-24T15:00:00.000Z
             */
            createdAt: string;
            /**
             * @description True when the loaded logs are generated sample logs
             * @example true
             */
            synthetic: boolean;
            /**
             * @description Windows, definition of churn, seed
             * @example {
             *       "featureDays": 14,
             *       "labelDays": 7,
             *       "seed": 42
             *     }
             */
            parameters: {
                [key: string]: unknown;
            };
            /** @description Oldest first */
            origins: components["schemas"]["BacktestOriginDto"][];
            /** @description All origins together */
            pooled: components["schemas"]["PooledDto"];
            /** @description Days of kinds that were not loaded */
            holes: components["schemas"]["HoleDto"][];
        };
        BacktestsDto: {
            /** @description Newest first */
            backtests: components["schemas"]["BacktestDto"][];
        };
        FromToDto: {
            /**
             * @description At the earlier snapshot date
             * @example 57890
             */
            from: number;
            /**
             * @description At the later snapshot date
             * @example 58123
             */
            to: number;
        };
        NoiseBandDto: {
            /**
             * @description Mean of the index when nothing has changed
             * @example 0.0003
             */
            mean: number;
            /**
             * @description Exceeded once in twenty times when nothing has changed
             * @example 0.0006
             */
            percentile95: number;
            /**
             * @description Exceeded once in a thousand times when nothing has changed
             * @example 0.001
             */
            percentile999: number;
        };
        StabilityDto: {
            /**
             * @description Population stability index; 0 is no change
             * @example 0.012
             */
            psi: number;
            /** @description What chance alone shows with so many users */
            noise: components["schemas"]["NoiseBandDto"];
            /**
             * @description noise: within the band; small: real, below 0.1; shifted: 0.1 to 0.25; strongly shifted: above
             * @example small
             * @enum {string}
             */
            verdict: "noise" | "small" | "shifted" | "strongly shifted";
        };
        FeatureDriftDto: {
            /**
             * @description Population stability index; 0 is no change
             * @example 0.012
             */
            psi: number;
            /** @description What chance alone shows with so many users */
            noise: components["schemas"]["NoiseBandDto"];
            /**
             * @description noise: within the band; small: real, below 0.1; shifted: 0.1 to 0.25; strongly shifted: above
             * @example small
             * @enum {string}
             */
            verdict: "noise" | "small" | "shifted" | "strongly shifted";
            /**
             * @description Name of the feature
             * @example freq_P_last_30
             */
            feature: string;
            /** @description Share of users without a value */
            missing: components["schemas"]["FromToDto"];
        };
        DriftDto: {
            /**
             * @description Earlier snapshot date; its tenths are the bins
             * @example 2017-04-28
             */
            from: string;
            /**
             * @description Later snapshot date
             * @example 2017-05-12
             */
            to: string;
            /**
             * @description Version whose scores are compared
             * @example 3
             */
            modelVersion: number;
            /**
             * @description True when the loaded logs are generated sample logs
             * @example true
             */
            synthetic: boolean;
            /** @description Users of the population */
            users: components["schemas"]["FromToDto"];
            /** @description Mean probability */
            meanProbability: components["schemas"]["FromToDto"];
            /** @description How much the probabilities have changed */
            scores: components["schemas"]["StabilityDto"];
            /** @description How much each feature has changed, most first */
            features: components["schemas"]["FeatureDriftDto"][];
        };
        PlanDto: {
            /**
             * @description Net value of contacting nobody
             * @example 0
             */
            nobody: number;
            /**
             * @description Of contacting everybody, or as many at random as the budget allows
             * @example 2106.4
             */
            everybody: number;
            /**
             * @description Of contacting as many users, drawn at random
             * @example 1348.2
             */
            randomSameSize: number;
            /**
             * @description Of contacting as many users, those silent longest; at a tie, their mean
             * @example 3512.9
             */
            recencySameSize: number;
            /**
             * @description Last day whose events the scores have seen
             * @example 2017-05-12
             */
            snapshotDate: string;
            /**
             * @description Users scored at this snapshot date
             * @example 58123
             */
            population: number;
            /**
             * @description How many to contact: the first of GET /churn
             * @example 23410
             */
            contacts: number;
            /**
             * @description Lowest probability among them; null when nobody is contacted
             * @example 0.5132
             */
            lowestProbability: number | null;
            /**
             * @description What the contacts cost
             * @example 23410
             */
            cost: number;
            /**
             * @description Churners among them, as the probabilities expect
             * @example 17930.2
             */
            expectedChurners: number;
            /**
             * @description Expected value of those kept, less the cost
             * @example 12450.4
             */
            expectedNet: number;
        };
        ChosenOnDto: {
            /**
             * @description Validation users
             * @example 8701
             */
            users: number;
            /**
             * @description Size that earned most on them, as far as their share of the budget goes
             * @example 3512
             */
            contacts: number;
            /**
             * @description What it earned there, which flatters it: it was chosen there
             * @example 2330.5
             */
            net: number;
        };
        NetIntervalDto: {
            /**
             * @description What the contacts would have earned, less their cost
             * @example 2310.4
             */
            value: number;
            /**
             * @description Lower end of the 95 % interval
             * @example 2204.1
             */
            low: number;
            /**
             * @description Upper end of the 95 % interval
             * @example 2416.7
             */
            high: number;
        };
        ValueCurveDto: {
            /**
             * @description Users contacted, highest probability first
             * @example [
             *       0,
             *       174,
             *       348
             *     ]
             */
            contacts: number[];
            /**
             * @description Net value of as many
             * @example [
             *       0,
             *       152.1,
             *       297.4
             *     ]
             */
            net: number[];
        };
        HeldOutResultDto: {
            /**
             * @description Net value of contacting nobody
             * @example 0
             */
            nobody: number;
            /**
             * @description Of contacting everybody, or as many at random as the budget allows
             * @example 2106.4
             */
            everybody: number;
            /**
             * @description Of contacting as many users, drawn at random
             * @example 1348.2
             */
            randomSameSize: number;
            /**
             * @description Of contacting as many users, those silent longest; at a tie, their mean
             * @example 3512.9
             */
            recencySameSize: number;
            /**
             * @description Test users: nothing was learned or chosen on them
             * @example 8692
             */
            users: number;
            /**
             * @description How many of them lie at or above the cut
             * @example 3504
             */
            contacts: number;
            /**
             * @description How many of these did churn
             * @example 2871
             */
            churnersReached: number;
            /** @description Net value */
            net: components["schemas"]["NetIntervalDto"];
            /**
             * @description Success rate at which these contacts just pay; null when nobody is contacted
             * @example 0.122
             */
            breakEvenSuccessRate: number | null;
            /** @description Net value by size, without the budget */
            curve: components["schemas"]["ValueCurveDto"];
        };
        DecisionDto: {
            /**
             * @description Version of the churn model
             * @example 3
             */
            modelVersion: number;
            /**
             * @description What the figures take for granted
             * @example [
             *       "Every contacted churner is kept with the same chance of 0.2, whatever the risk. …"
             *     ]
             */
            assumptions: string[];
            /**
             * @description Probability from which contacts pay, if the probabilities are right; null when none can
             * @example 0.5
             */
            breakEvenProbability: number | null;
            /**
             * @description Lowest probability contacted: chosen on validation users; null when nobody should be
             * @example 0.5121
             */
            cut: number | null;
            /** @description Whom to contact now, by the newest scores; values are expectations */
            plan: components["schemas"]["PlanDto"];
            /** @description Where the cut comes from */
            validation: components["schemas"]["ChosenOnDto"];
            /** @description What the cut would have earned where it is known who churned */
            test: components["schemas"]["HeldOutResultDto"];
            /** @description How fresh the scores are */
            freshness: components["schemas"]["FreshnessDto"];
            /**
             * @description True when the loaded logs are generated sample logs
             * @example true
             */
            synthetic: boolean;
        };
        ScheduleDto: {
            /**
             * @description What kind of work it is
             * @example churn.score
             */
            kind: string;
            /**
             * @description When it begins by itself: minute, hour, day of month, month, day of week; null: never
             * @example 30 3 * * *
             */
            cron: string | null;
            /**
             * @description Time zone of the expression
             * @example UTC
             */
            timezone: string;
            /**
             * @description When it begins next
             * @example 2026-11-25T03:30:00.000Z
             */
            nextAt: string | null;
            /** @description The newest job of the kind, by schedule (its input says so) or by hand */
            lastJob: components["schemas"]["JobDto"] | null;
        };
        FailedScoringDto: {
            /** @description The job that failed; why stands in it */
            job: components["schemas"]["JobDto"];
            /**
             * @description How many times these loads have been tried, this one included
             * @example 2
             */
            attempt: number;
            /**
             * @description How many times they are tried at most
             * @example 6
             */
            mostAttempts: number;
            /**
             * @description When it is tried again; null: no more, until days are loaded or a scoring is started by hand
             * @example 2026-11-25T03:32:00.000Z
             */
            nextAt: string | null;
        };
        SchedulesDto: {
            /** @description Scoring, then retraining */
            schedules: components["schemas"]["ScheduleDto"][];
            /**
             * @description Whether everybody is scored by itself once new days have been loaded; such a job has `afterLoad` in its input
             * @example false
             */
            scoreAfterLoad: boolean;
            /** @description A scoring after a load that failed, while the newest days are still not scored */
            failedAfterLoad: components["schemas"]["FailedScoringDto"] | null;
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
