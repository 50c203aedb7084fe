# The shop's orders.
include: "/views/base/*.view"

view: orders {
  sql_table_name: shop.orders ;;

  dimension: id {
    primary_key: yes
    type: number
    sql: ${TABLE}.id ;;
  }

  dimension_group: created {
    type: time
    timeframes: [raw, date, week]
    sql: ${TABLE}.created_at ;;
  }

  measure: count { type: count drill_fields: [id, created_date] }

  measure: revenue {
    label: "Net revenue"
    description: "Paid orders; \"after refunds\" # not a comment"
    type: sum
    sql: CASE WHEN ${TABLE}.note != '}' THEN ${TABLE}.amount END ;;
    value_format_name: eur
    filters: [status: "paid", created_date: "28 days"]
    tags: ["finance", "board"]
  }

  measure: p90_delivery {
    type: percentile
    percentile: 90
    sql: ${TABLE}.delivery_days ;;
    filters: { field: status value: "delivered" }
    hidden: yes
  }

  measure: revenue_per_order {
    type: number
    sql: 1.0 * ${revenue} / NULLIF(${orders.count}, 0) ;;
    synonyms: ["AOV", "average basket"]
  }
}
