view: +orders {
  measure: revenue { label: "Revenue" }
  measure: buyers { type: count_distinct sql: ${TABLE}.customer_id ;; }
}

explore: orders { join: customers { sql_on: ${orders.customer_id} = ${customers.id} ;; relationship: many_to_one } }
