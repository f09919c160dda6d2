import type { Prediction } from '../../../../models/output.ts';

export function lead(id: string, score: number): Prediction {
  const hot = score > 70;
  return {
    model: 'lead_scoring',
    id,
    output: {
      success: true,
      score,
      quality_tier: hot ? 'hot' : 'cold',
      confidence: 0.92,
      recommendation: hot ? 'High priority - contact immediately' : 'Low priority - automated nurturing',
      factors: {
        positive: ['Replies to most messages, usually within the hour'],
        negative: ['No purchase in the last 90 days'],
      },
    },
  };
}

export function churn(id: string, churn_probability: number): Prediction {
  return {
    model: 'churn',
    id,
    output: {
      success: true,
      churn_probability,
      risk_level: 'critical',
      confidence: 0.7,
      recommendations: ['Schedule check-in call', 'Assign to customer success team'],
      risk_factors: ['No message for 41 days', 'Two support tickets are open since last week'],
    },
  };
}

export function engagement(id: string, engagement_probability: number): Prediction {
  return {
    model: 'engagement',
    id,
    output: {
      success: true,
      engagement_probability,
      optimal_send_time: '18:00',
      best_day: 'Thursday',
      confidence: 0.66,
      recommendations: ['Send on Thursday at 18:00 (Europe/Vienna)', 'Include personalized greeting'],
      engagement_factors: { positive: ['Often replies in the evening'], negative: ['Long message'] },
    },
  };
}
