import { trainRecommender } from './train-recommender.js';

/** A training, in a thread of its own. */
export default trainRecommender;
