import { tuneRecommender } from './tune-recommender.js';

/** A search for parameters, in a thread of its own. */
export default tuneRecommender;
